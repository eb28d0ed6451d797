export * from './wire.ts';
export * from './ids.ts';
export * from './merge.ts';
export { Http } from './http.ts';
export { Socket } from './socket.ts';
export { Line, backoff, ruleOf, type LinkState, type Rule } from './line.ts';
export { Store, liveQuery, type Account, type Outgoing, type PendingReceipt } from './store.ts';
export type { Live } from './live.ts';
export { Teahouse, type TeahouseOptions } from './engine.ts';
