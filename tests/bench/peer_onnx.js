// ONNX Runtime as a benchmark's peer: it answers lines as peer_torch.py does.
//
//     open MODEL BATCH SIZE THREADS   load a model of photos and make a batch of them
//     run N                           run it N times; the seconds that took together
//     value                           the first number of the last answer
//     photo KEEP SIDE PATH            from now on each run begins with the bytes of this photo: decoded, its shorter side
//                                     brought to KEEP, the middle SIDE x SIDE cut out and normalised
//
// onnxruntime-node, and sharp for photos, are looked for where NODE_PATH says:
// npm install --prefix build/bench --ignore-scripts onnxruntime-node sharp
const readline = require('readline');

let ort;
try {
  ort = require('onnxruntime-node');
} catch (error) {
  console.log('error onnxruntime-node is not installed');
  process.exit(0);
}

let session, feeds, answer;
let look = () => feeds;

// Bytes of a JPEG to what the net is fed.
async function see(sharp, bytes, keep, side) {
  const middle = Math.floor((keep - side) / 2);
  const pixels = await sharp(bytes).resize(keep, keep, {fit: 'cover'})
    .extract({left: middle, top: middle, width: side, height: side}).removeAlpha().raw().toBuffer();
  const mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225];
  const values = new Float32Array(pixels.length);
  for (let c = 0; c < 3; c++)
    for (let p = 0; p < side * side; p++)
      values[c * side * side + p] = (pixels[3 * p + c] / 255 - mean[c]) / deviation[c];
  return {[session.inputNames[0]]: new ort.Tensor('float32', values, [1, 3, side, side])};
}

// The photos of bench_infer.c: made by formula in the order (n, h, w, c), here as (n, c, h, w).
function photos(batch, size) {
  const values = new Float32Array(batch * 3 * size * size);
  for (let n = 0, i = 0; n < batch; n++)
    for (let p = 0; p < size * size; p++)
      for (let c = 0; c < 3; c++, i++)
        values[(n * 3 + c) * size * size + p] = ((i * 7919) % 1000) / 500 - 1;
  return new ort.Tensor('float32', values, [batch, 3, size, size]);
}

const commands = {
  async open(model, batch, size, threads) {
    session = await ort.InferenceSession.create(model, {
      intraOpNumThreads: Number(threads),
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
    });
    feeds = {[session.inputNames[0]]: photos(Number(batch), Number(size))};
    return 0;
  },
  async run(n) {
    const begin = process.hrtime.bigint();
    for (let i = 0; i < Number(n); i++)
      answer = (await session.run(await look()))[session.outputNames[0]];
    return Number(process.hrtime.bigint() - begin) / 1e9;
  },
  async photo(keep, side, ...path) {
    const sharp = require('sharp');
    sharp.concurrency(1);
    sharp.cache(false);
    const bytes = require('fs').readFileSync(path.join(' '));
    look = () => see(sharp, bytes, Number(keep), Number(side));
    return 0;
  },
  async value() {
    return answer.data[0];
  },
};

async function main() {
  console.log('ok', require('onnxruntime-node/package.json').version);
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [command, ...words] = line.trim().split(/\s+/);
    try {
      console.log('ok', await commands[command](...words));
    } catch (error) {
      console.log('error', String(error).split('\n')[0]);
    }
  }
}

main();
