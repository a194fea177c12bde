import type { Isolation, LinkInfo, Unit, UnitKind } from './gate.ts'
import type { BoundPortal } from './prepared.ts'

/** A unit whose values are read from the wire when somebody wants to tell them. */
export class RequestedUnit implements Unit {
  readonly link: LinkInfo
  readonly kind: UnitKind
  readonly sql: string
  readonly isImplicit: boolean
  readonly inTransaction: boolean
  readonly isolation: Isolation
  readonly isMultiple: boolean
  portal: BoundPortal | null

  constructor(said: Omit<Unit, 'parameters'>, portal: BoundPortal | null) {
    this.link = said.link
    this.kind = said.kind
    this.sql = said.sql
    this.isImplicit = said.isImplicit
    this.inTransaction = said.inTransaction
    this.isolation = said.isolation
    this.isMultiple = said.isMultiple
    this.portal = portal
  }

  get parameters(): Unit['parameters'] {
    return this.portal?.parameters ?? []
  }
}
