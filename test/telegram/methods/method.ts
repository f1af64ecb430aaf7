import type { RawParams } from '../params.ts';
import type { World } from '../world.ts';

/** One method of the Bot API: reads its parameters, changes the world, gives `result`. Throws ApiError. */
export type Method = (world: World, params: RawParams) => unknown;
/** Methods by name. */
export type MethodTable = Record<string, Method>;
