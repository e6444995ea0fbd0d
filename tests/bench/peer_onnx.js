// ONNX Runtime as a benchmark's peer: it answers lines as peer_torch.py does.
//
//     open MODEL BATCH SIZE THREADS   load a model of photos and make a batch of them
//     run N                           run it N times; the seconds that took together
//     value                           the first number of the last answer
//
// onnxruntime-node is looked for where NODE_PATH says: npm install --prefix build/bench onnxruntime-node
const readline = require('readline');

let ort;
try {
  ort = require('onnxruntime-node');
} catch (error) {
  console.log('error onnxruntime-node is not installed');
  process.exit(0);
}

let session, feeds, answer;

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
      answer = (await session.run(feeds))[session.outputNames[0]];
    return Number(process.hrtime.bigint() - begin) / 1e9;
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
