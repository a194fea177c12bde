/** The product's mark: a day's ring with its latch at eight, and the sun inside. Decorative; the name stands beside it. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <circle cx="16" cy="16" r="11.5" className="fill-none stroke-latch" strokeWidth="4" />
      <circle cx="16" cy="16" r="5.2" className="fill-sun" />
      <path d="M3 8.5l6.6 3.8" className="stroke-latch" strokeWidth="4.5" strokeLinecap="round" />
    </svg>
  )
}
