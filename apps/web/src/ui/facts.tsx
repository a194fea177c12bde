export interface FactsProps {
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

/** A few figures side by side, each with its name. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="grid grid-flow-col auto-cols-fr overflow-hidden rounded-3xl border border-line bg-surface">
      {facts.map(({ name, value }) => (
        <div key={name} className="-mr-px -mb-px border-r border-b border-line px-3 py-4 sm:px-5">
          <dt className="text-sm text-soft">{name}</dt>
          <dd className="text-xl font-semibold tabular-nums sm:text-2xl">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
