/** A part of a parse tree. The parser's JSON is walked by names; what is not there is `undefined`, never an error. */
export type Tree = Readonly<Record<string, unknown>>

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The part at the end of a path of names, or `undefined`. */
export function at(tree: unknown, ...path: readonly string[]): unknown {
  let here = tree
  for (const name of path) here = isTree(here) ? here[name] : undefined
  return here
}

export function treeAt(tree: unknown, ...path: readonly string[]): Tree | undefined {
  const found = at(tree, ...path)
  return isTree(found) ? found : undefined
}

export function textAt(tree: unknown, ...path: readonly string[]): string | undefined {
  const found = at(tree, ...path)
  return typeof found === 'string' ? found : undefined
}

export function listAt(tree: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(tree, ...path)
  return Array.isArray(found) ? found : []
}

/**
 * Every node of one of the given kinds below `tree`, in the order of the text.
 *
 * @param closed kinds that are not entered: what stands in a subquery belongs to the subquery
 */
export function* nodes(
  tree: unknown,
  kinds: readonly string[],
  closed: readonly string[] = [],
): Generator<{ kind: string; node: Tree }> {
  if (Array.isArray(tree)) {
    for (const part of tree) yield* nodes(part, kinds, closed)
  } else if (isTree(tree)) {
    for (const [kind, node] of Object.entries(tree)) {
      if (kinds.includes(kind) && isTree(node)) yield { kind, node }
      if (!closed.includes(kind)) yield* nodes(node, kinds, closed)
    }
  }
}
