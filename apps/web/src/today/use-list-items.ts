import { useLiveCheckIns } from '../reads/live-check-ins.ts'
import { itemsOf } from '../reads/live-items.ts'
import { useTodayList } from '../reads/use-today-list.ts'

/** The list of the running day with what has come live since. */
export function useListItems() {
  const list = useTodayList()
  const live = useLiveCheckIns()
  return { list, items: itemsOf(list.data?.pages ?? [], live) }
}
