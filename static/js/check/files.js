/**
 * Weight files read in the browser, slice by slice: safetensors, .npy and .npz. Of a file that is
 * broken, or not what it says, the error says so in words.
 */

import { BYTES } from "./bits.js";
import { sizeOf } from "./summary.js";

/** @typedef {import("./bits.js").Dtype} Dtype */
/** @typedef {import("./summary.js").Tensor} Tensor */

const LONGEST_HEADER = 100_000_000;
/** A compressed array is held as a whole: this many bytes at most. */
const LARGEST_ARRAY = 1024 * 1024 * 1024;

/** @type {Record<string, Dtype>} */
const SAFETENSORS = { F64: "float64", F32: "float32", F16: "float16", BF16: "bfloat16" };
/** @type {Record<string, Dtype>} */
const NUMPY = { "<f8": "float64", "<f4": "float32", "<f2": "float16" };

export class FileError extends Error {}

/**
 * @param {Blob & {name?: string}} file
 * @param {string} name
 * @returns {Promise<Tensor[]>} those of floating point numbers
 */
export async function tensorsOf(file, name) {
  const kind = name.toLowerCase().replace(/^.*\./, "");
  if (kind === "safetensors") return await readSafetensors(file);
  if (kind === "npy") return await readArray(file, name.slice(0, -4));
  if (kind === "npz") return await readArchive(file);
  if (["pt", "pth", "bin", "pkl", "ckpt"].includes(kind)) {
    throw new FileError(
      `${name} is a pickle, which may run any code when it is read, so it is not. Save it as ` +
        "safetensors: safetensors.torch.save_file(model.state_dict(), 'model.safetensors').",
    );
  }
  throw new FileError(
    `${name} is of no kind that is read here: .safetensors, .npz and .npy are. For Keras' .h5 and ` +
      ".keras there is the command: unclone check FILE.",
  );
}

/** @param {Blob} file @param {number} begin @param {number} end */
async function bytes(file, begin, end) {
  if (begin < 0 || end < begin || end > file.size) throw new FileError("The file ends too soon.");
  return await file.slice(begin, end).arrayBuffer();
}

/** @param {unknown} value @returns {value is number[]} */
function areWhole(value) {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

/** @param {Blob} file @returns {Promise<Tensor[]>} */
async function readSafetensors(file) {
  const length = Number(new DataView(await bytes(file, 0, 8)).getBigUint64(0, true));
  if (length > Math.min(LONGEST_HEADER, file.size - 8)) {
    throw new FileError("This is no safetensors file: its header would be longer than the file.");
  }
  const start = 8 + length;
  /** @type {Record<string, any>} */
  let header;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await bytes(file, 8, start));
    header = JSON.parse(text);
  } catch {
    throw new FileError("The header of the file is no JSON.");
  }
  const entries = Object.entries(header ?? {}).filter(([name]) => name !== "__metadata__");
  const places = entries.map(([name, entry]) => {
    const { dtype, shape, data_offsets } = entry ?? {};
    if (!areWhole(shape) || !areWhole(data_offsets) || data_offsets.length !== 2) {
      throw new FileError(`The header's entry ${name} has no shape or no data_offsets.`);
    }
    const kind = SAFETENSORS[dtype];
    const [begin, end] = data_offsets;
    if (kind !== undefined && sizeOf(shape) * BYTES[kind] !== end - begin) {
      throw new FileError(`The header says of ${name} a shape that its bytes do not have.`);
    }
    return { name, shape, kind, begin, end };
  });
  let at = 0;
  for (const { name, begin, end } of [...places].sort(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== at || end < begin) {
      throw new FileError(`The entries of the header overlap or leave gaps, as ${name} does.`);
    }
    at = end;
  }
  if (start + at !== file.size) throw new FileError("The file is not as long as its header says.");
  return places.flatMap(({ name, shape, kind, begin }) =>
    kind === undefined || sizeOf(shape) === 0
      ? []
      : [sliced(file, name, shape, kind, start + begin)],
  );
}

/**
 * @param {Blob} file
 * @param {string} name
 * @param {number[]} shape
 * @param {Dtype} dtype
 * @param {number} begin
 * @returns {Tensor}
 */
function sliced(file, name, shape, dtype, begin) {
  const size = BYTES[dtype];
  return {
    name,
    shape,
    dtype,
    read: (start, stop) => bytes(file, begin + start * size, begin + stop * size),
  };
}

/**
 * The header of an array in NumPy's format.
 * @param {ArrayBuffer} buffer its first bytes
 * @param {string} name
 */
function arrayHeader(buffer, name) {
  const view = new DataView(buffer);
  const magic = buffer.byteLength < 12 ? 0 : view.getUint32(0);
  const version = buffer.byteLength < 12 ? 0 : view.getUint8(6);
  if (magic !== 0x934e554d || (version !== 1 && version !== 2)) {
    throw new FileError(`${name} is no array in NumPy's format.`);
  }
  const begin = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const text = new TextDecoder("latin1").decode(buffer.slice(begin, begin + length));
  const descr = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sides = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || sides === undefined) {
    throw new FileError(`${name} is no plain array in NumPy's format.`);
  }
  if (descr.includes("O"))
    throw new FileError(`${name} holds pickled objects, which may run code.`);
  const shape = (sides.match(/\d+/g) ?? []).map(Number);
  return { shape, dtype: NUMPY[descr], is_fortran: order === "True", begin: begin + length };
}

/** @param {Blob} file @param {string} name @returns {Promise<Tensor[]>} */
async function readArray(file, name) {
  const header = arrayHeader(await bytes(file, 0, Math.min(file.size, 65536 + 12)), name);
  const { shape, dtype, is_fortran, begin } = header;
  if (dtype === undefined || sizeOf(shape) === 0) return [];
  if (begin + sizeOf(shape) * BYTES[dtype] !== file.size) {
    throw new FileError(`${name} says a shape that it does not hold.`);
  }
  const tensor = sliced(file, name, shape, dtype, begin);
  return [is_fortran ? transposed(tensor) : tensor];
}

/**
 * A tensor that lies in Fortran's order, brought into C's; it is held as a whole.
 * @param {Tensor} tensor
 * @returns {Tensor}
 */
function transposed(tensor) {
  const { shape, dtype } = tensor;
  const size = BYTES[dtype];
  /** @type {Promise<ArrayBuffer> | null} */
  let whole = null;
  const turn = async () => {
    const count = sizeOf(shape);
    if (count * size > LARGEST_ARRAY) throw new FileError(`${tensor.name} is too large to turn.`);
    const from = new Uint8Array(await tensor.read(0, count));
    const to = new Uint8Array(from.length);
    const index = shape.map(() => 0);
    for (let place = 0; place < count; place += 1) {
      let at = 0;
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) at = at * shape[axis] + index[axis];
      to.set(from.subarray(at * size, (at + 1) * size), place * size);
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
        index[axis] += 1;
        if (index[axis] < shape[axis]) break;
        index[axis] = 0;
      }
    }
    return to.buffer;
  };
  return {
    ...tensor,
    async read(start, stop) {
      whole ??= turn();
      const part = (await whole).slice(start * size, stop * size);
      if (stop === sizeOf(shape)) whole = null;
      return part;
    },
  };
}

/**
 * The arrays of a zip file, found by the directory at its end.
 * @param {Blob} file
 * @returns {Promise<Tensor[]>}
 */
async function readArchive(file) {
  const tail = await bytes(file, Math.max(0, file.size - 65557), file.size);
  const view = new DataView(tail);
  let end = tail.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new FileError("This is no .npz file: it has no directory.");
  const [count, size, offset] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  if (offset === 0xffffffff || count === 0xffff) {
    throw new FileError("This .npz file is larger than 4 GB; use the command: unclone check FILE.");
  }
  const directory = new DataView(await bytes(file, offset, offset + size));
  /** @type {Tensor[]} */
  const tensors = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const member = memberAt(directory, at);
    at = member.next;
    if (!member.name.endsWith(".npy")) continue;
    tensors.push(...(await readMember(file, member)));
  }
  return tensors;
}

/** @param {DataView} directory @param {number} at */
function memberAt(directory, at) {
  if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50) {
    throw new FileError("The directory of the .npz file is damaged.");
  }
  const lengths = [28, 30, 32].map((place) => directory.getUint16(at + place, true));
  const begin = directory.byteOffset + at + 46;
  const text = directory.buffer.slice(begin, begin + lengths[0]);
  return {
    method: directory.getUint16(at + 10, true),
    packed: directory.getUint32(at + 20, true),
    size: directory.getUint32(at + 24, true),
    local: directory.getUint32(at + 42, true),
    name: new TextDecoder().decode(text),
    next: at + 46 + lengths[0] + lengths[1] + lengths[2],
  };
}

/**
 * @param {Blob} file
 * @param {ReturnType<typeof memberAt>} member
 * @returns {Promise<Tensor[]>}
 */
async function readMember(file, { method, packed, size, local, name }) {
  const head = new DataView(await bytes(file, local, local + 30));
  const begin = local + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const stem = name.slice(0, -4);
  if (head.getUint32(0, true) !== 0x04034b50 || begin + packed > file.size) {
    throw new FileError(`${stem} is not where the directory of the file says.`);
  }
  const stored = file.slice(begin, begin + packed);
  if (method === 0) return await readArray(stored, stem);
  if (method !== 8 || size > LARGEST_ARRAY) {
    throw new FileError(`${stem} is compressed in a way, or to a size, that is not read here.`);
  }
  const whole = await expanded(stored, size, stem);
  const [tensor] = await readArray(whole, stem);
  if (tensor === undefined) return [];
  // Expanded again when it is read, and forgotten at its end, so that one array is held at a time.
  /** @type {Promise<Tensor[]> | null} */
  let held = null;
  return [
    {
      ...tensor,
      async read(start, stop) {
        held ??= expanded(stored, size, stem).then((blob) => readArray(blob, stem));
        const [again] = await held;
        const part = await again.read(start, stop);
        if (stop === sizeOf(tensor.shape)) held = null;
        return part;
      },
    },
  ];
}

/**
 * @param {Blob} stored
 * @param {number} size
 * @param {string} name
 * @returns {Promise<Blob>} no more than `size` bytes, whatever the file expands to
 */
async function expanded(stored, size, name) {
  const parts = [];
  let length = 0;
  try {
    const reader = stored.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > size) break;
      parts.push(part.value);
    }
  } catch {
    throw new FileError(`${name} is damaged.`);
  }
  if (length !== size) throw new FileError(`${name} is not as long as the file says.`);
  return new Blob(parts);
}
