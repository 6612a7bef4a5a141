// What RFC 5545 says of the octets of a calendar, before anything reads it.

/** Everything that is wrong with them. */
export function faultsOf(octets) {
  const faults = [];
  if (octets.length < 2 || octets[octets.length - 1] !== 10) faults.push("the last line has no end");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let begin = 0;
  let number = 0;
  while (begin < octets.length) {
    number += 1;
    let end = octets.indexOf(10, begin);
    if (end < 0) end = octets.length;
    const line = octets.subarray(begin, end);
    begin = end + 1;
    const isEnded = line.length > 0 && line[line.length - 1] === 13;
    if (!isEnded) faults.push(`line ${number} does not end with CRLF`);
    const content = isEnded ? line.subarray(0, -1) : line;
    if (content.length > 75) faults.push(`line ${number} has ${content.length} octets`);
    if (content.length === 0) faults.push(`line ${number} is empty`);
    if (content.includes(13)) faults.push(`line ${number} holds a CR`);
    try {
      // A line by itself: a character that is split over two of them is none in either.
      decoder.decode(content);
    } catch {
      faults.push(`line ${number} splits a character, or is no UTF-8`);
    }
  }
  return faults;
}

/** The content lines of a calendar, put together. */
function lines(octets) {
  return new TextDecoder().decode(octets).replaceAll("\r\n ", "").split("\r\n");
}

/** The values of a property, in order. */
export function values(octets, name) {
  const begin = `${name}:`;
  return lines(octets).filter((line) => line.startsWith(begin)).map((line) => line.slice(begin.length));
}
