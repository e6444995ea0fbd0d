// What JavaScript adds to the page: a photo can be dropped or pasted, is sent at once, and the answer comes without a new page.
'use strict';

const form = document.getElementById('form');
const drop = document.getElementById('drop');
const result = document.getElementById('result');
let shown = null; // address of the photo that is shown, to be given back
let asked = 0;    // the newest question: answers to older ones come too late

const MOST_BYTES = 8 * 1024 * 1024, MOST_PIXELS = 16e6; // of a photo that the server takes
const SHRUNK_SIDE = 2048;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function say(text, className, hint) {
  const line = element('p', text, className);
  if (className === 'error') line.setAttribute('role', 'alert');
  result.replaceChildren(line);
  if (hint) result.append(element('p', hint, 'hint'));
}

// What the server would refuse and the browser can read, made smaller: telephones take photos of 24 megapixels and more.
async function fitting(photo) {
  if (photo.size < 1024 * 1024) return photo;
  try {
    const picture = await createImageBitmap(photo);
    const {width, height} = picture;
    if (photo.size <= MOST_BYTES && width * height <= MOST_PIXELS) return photo;
    const scale = Math.min(1, SHRUNK_SIDE / Math.max(width, height));
    const canvas = element('canvas');
    canvas.width = Math.max(1, Math.round(scale * width));
    canvas.height = Math.max(1, Math.round(scale * height));
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise(done => canvas.toBlob(done, 'image/jpeg', .92)) || photo;
  } catch {
    return photo;
  }
}

function show(photo, answer, milliseconds) {
  if (shown) URL.revokeObjectURL(shown);
  shown = URL.createObjectURL(photo);
  const image = element('img', undefined, 'photo');
  image.src = shown;
  image.alt = 'The photo';

  const words = element('div');
  const label = element('h2', answer.sure ? answer.label : `Not sure \u2013 perhaps ${answer.label}`);
  label.id = 'label';
  words.append(label);
  if (answer.domain && !answer.domain.inside)
    words.append(element('p', 'This photo is unlike all that the model knows.', 'hint'));
  const bars = element('ul', undefined, 'bars');
  for (const {label: name, confidence} of answer.confidences) {
    const meter = element('meter');
    meter.value = confidence;
    meter.setAttribute('aria-label', name);
    const line = element('li');
    line.append(element('span', name), meter, element('b', `${(100 * confidence).toFixed(1)}%`));
    bars.append(line);
  }
  words.append(bars, element('p', `decoded in ${answer.milliseconds.decoding} ms, answered in ${answer.milliseconds.answer} ms, ` +
    `${Math.round(milliseconds)} ms with the way there and back`, 'hint'));
  result.replaceChildren(image, words);
}

async function ask(photo) {
  const mine = ++asked;
  say('Looking\u2026', 'hint');
  photo = await fitting(photo);
  if (mine !== asked) return;
  if (photo.size > MOST_BYTES) return say('This photo has more than 8 MiB.', 'error');
  const began = performance.now();
  try {
    const body = new FormData();
    body.append('photo', photo, 'photo');
    const reply = await fetch('/api/predict', {method: 'POST', body});
    const answer = await reply.json();
    if (mine !== asked) return;
    if (reply.ok) show(photo, answer, performance.now() - began);
    else if (reply.status === 503 || reply.status === 429) say('Too many are asking. Try again in a moment.', 'error');
    else say(answer.error.replace(/^\w+: /, ''), 'error', answer.hint);
  } catch {
    if (mine === asked) say('The server does not answer.', 'error');
  }
}

function firstImage(items) {
  return [...items].map(item => item.getAsFile ? item.getAsFile() : item).find(file => file && file.type.startsWith('image/'));
}

document.documentElement.classList.add('js');
document.getElementById('more').hidden = false;

for (const input of form.querySelectorAll('input[type=file]'))
  input.addEventListener('change', () => { if (input.files[0]) ask(input.files[0]); input.value = ''; });

form.addEventListener('submit', async event => {
  event.preventDefault();
  const example = event.submitter && event.submitter.value;
  if (!example) return;
  try {
    const reply = await fetch(`/example/${encodeURIComponent(example)}`);
    if (!reply.ok) throw new Error();
    ask(await reply.blob());
  } catch {
    say('The server does not answer.', 'error');
  }
});

document.addEventListener('paste', event => {
  const photo = firstImage(event.clipboardData.items);
  if (photo) ask(photo);
});

for (const name of ['dragenter', 'dragover'])
  document.addEventListener(name, event => { event.preventDefault(); drop.classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) drop.classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  drop.classList.remove('over');
  const photo = firstImage(event.dataTransfer.files);
  if (photo) ask(photo);
  else say('That is no photo.', 'error');
});

const copy = document.getElementById('copy');
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById('curl').textContent);
    copy.textContent = 'Copied';
  });
}
