/** The four types of an object; a delta is a way to store one, not a type of its own. */
export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'

const TYPES: ReadonlySet<string> = new Set<ObjectType>(['commit', 'tree', 'blob', 'tag'])

/** Whether `word` names a type of object. */
export function isObjectType(word: string): word is ObjectType {
  return TYPES.has(word)
}
