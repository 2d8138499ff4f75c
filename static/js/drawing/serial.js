/** Numbers for objects, so that the key of a cached bitmap can say which object it shows. */

/** @type {WeakMap<object, number>} */
const serials = new WeakMap();
let next = 1;

/**
 * @param {object | null | undefined} object
 * @returns {number} the same whenever the object comes again; 0 for none
 */
export function serialOf(object) {
  if (!object) return 0;
  let serial = serials.get(object);
  if (serial === undefined) {
    serial = next++;
    serials.set(object, serial);
  }
  return serial;
}
