/** Imported for what it does, by an entry of the package that may not import the engine itself. */
import { MapBudget } from '../smmap/map-budget.js'

MapBudget.joinProcess()
