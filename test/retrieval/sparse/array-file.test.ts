import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { packArrays, unpackArrays } from '../../../src/retrieval/sparse/array-file.ts';
import { runs } from './small-corpus.ts';

const meta = { made: 'for a test', of: [1, 2] };
const arrays = {
  bytes: Uint8Array.of(1, 2, 255),
  units: Uint16Array.of(0xffff, 1),
  empty: new Uint32Array(0),
  words: Uint32Array.of(0xffff_ffff),
  doubles: Float64Array.of(2 ** 53, -0.5),
};

describe('packArrays', () => {
  it('comes back with the same types and values', () => {
    assert.deepEqual(unpackArrays(packArrays(meta, arrays)), { meta, arrays });
    assert.deepEqual(unpackArrays(packArrays(null, {})), { meta: null, arrays: {} });
  });

  it('packs a part of a larger array', () => {
    const part = Uint16Array.of(1, 2, 3, 4).subarray(1, 3);
    assert.deepEqual(unpackArrays(packArrays(0, { part })).arrays.part, Uint16Array.of(2, 3));
  });

  it('comes back from bytes that start anywhere in a buffer', () => {
    const packed = packArrays(meta, arrays);
    for (let shift = 0; shift < 9; shift++) {
      const larger = new Uint8Array(packed.length + 16);
      larger.set(packed, shift);
      assert.deepEqual(unpackArrays(larger.subarray(shift, shift + packed.length)), { meta, arrays });
    }
  });

  it('gives views, not copies', () => {
    const packed = packArrays(meta, arrays);
    assert.equal(unpackArrays(packed).arrays.doubles?.buffer, packed.buffer);
  });
});

describe('unpackArrays', () => {
  const packed = packArrays(meta, arrays);

  it('says what is no such block', () => {
    assert.throws(() => unpackArrays(new Uint8Array(0)), /not an index file/);
    assert.throws(
      () => unpackArrays(new TextEncoder().encode('a text file of some length')),
      /not an index file/,
    );
  });

  it('throws on a block cut short anywhere', () => {
    for (let length = 0; length < packed.length; length++) {
      assert.throws(() => unpackArrays(packed.slice(0, length)), `${length} bytes`);
    }
  });

  it('throws on any changed byte but the unused ones', () => {
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        fc.pre(at < 12 || at >= 16);
        const damaged = packed.slice();
        damaged[at]! ^= change;
        assert.throws(() => unpackArrays(damaged));
      }),
      runs,
    );
  });
});
