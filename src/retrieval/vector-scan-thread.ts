// A thread that scans for `QuantisedRows`: what it needs is in memory that both share.

import { parentPort, workerData } from 'node:worker_threads';
import { type Scan, ScanCode, type ScanMemory } from './vector-scan.ts';

const code = new ScanCode(workerData as ScanMemory);

parentPort!.on('message', (scan: Scan) => {
  code.scan(scan);
  parentPort!.postMessage(null);
});
