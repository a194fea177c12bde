/** A tick on a disc: done. Decorative; words stand beside it. */
export function Tick({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className}>
      <circle cx="12" cy="12" r="11" className="fill-latch" />
      <path d="M7.5 12.5l3 3 6-6.5" className="fill-none stroke-on-latch" strokeWidth="2.6" />
    </svg>
  )
}
