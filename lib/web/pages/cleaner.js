// The cleaner's page: shows photos by loss, remembers nothing itself. Every decision goes to the server at once.
'use strict';

const PAGE = 24;
const KEEP = -1, DELETE = -2;
const $ = id => document.getElementById(id);
const token = document.querySelector('meta[name=token]').content;

let folder = {classes: []};      // what /api/folder says
let list = {photos: [], total: 0};
let asked = 0;
const view = {by: 'loss', class: '', split: '', from: 0};

// --- the server ---------------------------------------------------------------------------------------------------

async function ask(path, body) {
  const how = body === undefined ? {} : {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Token': token},
    body: JSON.stringify(body),
  };
  let reply;
  try {
    reply = await fetch(path, how);
  } catch {
    throw new Error('The cleaner does not answer. Is it still running?');
  }
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.hint ? `${answer.error} (${answer.hint})` : answer.error);
  return answer;
}

function say(text, bad) {
  $('summary').textContent = text;
  $('summary').classList.toggle('bad', Boolean(bad));
}

// Runs what somebody asked for; a failure is told where they look.
const attempt = action => async event => {
  try {
    await action(event);
  } catch (problem) {
    say(problem.message, true);
  }
};

// --- words --------------------------------------------------------------------------------------------------------

const count = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;
const percent = p => (p > 0 && p < 0.01 ? '<\u00a01\u00a0%' : `${Math.round(100 * p)}\u00a0%`); // on one line
const fateOf = mark => (mark === DELETE ? 'delete' : mark >= 0 ? 'move' : 'keep');
const fateText = mark => (mark === DELETE ? 'will be deleted' : mark >= 0 ? `moves to ${folder.classes[mark].name}` : '');

function tell() {
  const n = folder.changes;
  say(n ? `${count(n, 'change')} marked, nothing is moved yet` : 'No changes marked');
  $('review').disabled = !n;
  $('review').textContent = n ? `Review ${count(n, 'change')}` : 'Review changes';
  $('undo').disabled = !folder.can_undo;
  $('train').hidden = !folder.can_train;
}

// --- one photo ----------------------------------------------------------------------------------------------------

function showMark(card, photo) {
  card.dataset.fate = fateOf(photo.mark);
  card.querySelector('.fate').textContent = fateText(photo.mark);
  card.querySelector('.keep').setAttribute('aria-pressed', String(photo.mark === KEEP));
  card.querySelector('.delete').setAttribute('aria-pressed', String(photo.mark === DELETE));
  const move = card.querySelector('.move');
  move.value = photo.mark >= 0 ? String(photo.mark) : '';
  move.classList.toggle('chosen', photo.mark >= 0);
  card.setAttribute('aria-label', `${photo.name}, ${words(photo)}${photo.mark === KEEP ? '' : `, ${fateText(photo.mark)}`}`);
}

const words = photo =>
  `labelled ${folder.classes[photo.label].name}, looks like ${folder.classes[photo.predicted].name}`;

function makeCard(photo, number) {
  const card = $('card').content.firstElementChild.cloneNode(true);
  const agrees = photo.predicted === photo.label;
  card.dataset.number = number;
  card.querySelector('img').src = `photo/${photo.id}?of=${folder.session}`;
  card.querySelector('.label').textContent = folder.classes[photo.label].name;
  card.querySelector('.prediction').textContent = agrees
    ? `the net agrees, ${percent(photo.p_label)}`
    : `looks like ${folder.classes[photo.predicted].name}, ${percent(photo.p_predicted)}`;
  const numbers = [`loss ${photo.loss.toFixed(2)}`];
  if (!agrees) numbers.push(`${folder.classes[photo.label].name} ${percent(photo.p_label)}`);
  card.querySelector('.numbers').textContent = numbers.join(' · ');
  const name = card.querySelector('.name');
  name.title = photo.name;
  name.textContent = photo.valid ? `${photo.name} · validation` : photo.name;
  card.querySelector('.keep').setAttribute('aria-label', `Keep ${photo.name}`);
  card.querySelector('.delete').setAttribute('aria-label', `Delete ${photo.name}`);
  const move = card.querySelector('.move');
  move.setAttribute('aria-label', `Move ${photo.name} to another class`);
  move.add(new Option('Move…', ''));
  folder.classes.forEach((other, i) => {
    if (i !== photo.label) move.add(new Option(other.name, i));
  });
  card.querySelector('.keep').onclick = () => mark(card, KEEP);
  card.querySelector('.delete').onclick = () => mark(card, DELETE);
  move.onchange = () => mark(card, move.value === '' ? KEEP : Number(move.value));
  showMark(card, photo);
  return card;
}

async function mark(card, wanted) {
  const photo = list.photos[card.dataset.number];
  const before = photo.mark;
  photo.mark = wanted === photo.label ? KEEP : wanted;
  showMark(card, photo);
  try {
    Object.assign(folder, await ask('api/mark', {id: photo.id, mark: photo.mark}));
    tell();
  } catch (problem) {
    photo.mark = before;
    showMark(card, photo);
    say(problem.message, true);
  }
}

// --- the list -----------------------------------------------------------------------------------------------------

const cards = () => [...$('photos').querySelectorAll('.card')];

const EXPLAIN = {
  loss: 'Where the net is most surprised by the label: wrong labels, odd photos and hard ones come first.',
  alike: 'Photos that are the same, or nearly so. Of two in one class keep the better one; in two classes one label is wrong.',
};

function fillGroups(into) {
  let grid, group;
  list.photos.forEach((photo, i) => {
    if (photo.group !== group) {
      group = photo.group;
      const section = document.createElement('section'), title = document.createElement('h2');
      const members = list.photos.filter(other => other.group === group);
      const across = members.some(other => other.label !== members[0].label);
      title.textContent = `${members.length} alike${across ? ', in different classes' : `, in ${folder.classes[photo.label].name}`}`;
      grid = document.createElement('div');
      grid.className = 'grid';
      section.className = 'group';
      section.append(title, grid);
      into.append(section);
    }
    grid.append(makeCard(photo, i));
  });
}

function fillGrid(into) {
  const grid = document.createElement('div');
  grid.className = 'grid';
  grid.append(...list.photos.map(makeCard));
  into.append(grid);
}

function showList() {
  const into = $('photos');
  into.replaceChildren();
  if (!list.photos.length) {
    const empty = document.createElement('p');
    empty.className = 'empty';
    empty.textContent = view.by === 'alike' ? 'No two photos look alike here.' : 'No photos here.';
    into.append(empty);
  } else if (view.by === 'alike') {
    fillGroups(into);
  } else {
    fillGrid(into);
  }
  const first = cards()[0];
  if (first) first.tabIndex = 0;
  document.querySelector('main .paging').hidden = list.total <= list.taken && view.from === 0;
  const unit = view.by === 'alike' ? ' groups' : '';
  $('range').textContent = `${view.from + 1}–${view.from + list.taken} of ${list.total}${unit}`;
  $('previous').disabled = view.from === 0;
  $('next').disabled = view.from + list.taken >= list.total;
}

function showControls() {
  for (const button of $('views').children) button.setAttribute('aria-pressed', String(button.dataset.view === view.by));
  $('class').value = view.class;
  $('split').value = view.split;
  $('explain').textContent = EXPLAIN[view.by];
}

// The address keeps what is shown, so that a reload shows the same.
function toAddress() {
  const parts = new URLSearchParams();
  if (view.by !== 'loss') parts.set('by', view.by);
  if (view.class !== '') parts.set('class', folder.classes[view.class].name);
  if (view.split) parts.set('split', view.split);
  if (view.from) parts.set('from', view.from);
  history.replaceState(null, '', `#${parts}`);
}

function fromAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const number = folder.classes.findIndex(one => one.name === parts.get('class'));
  view.by = parts.get('by') === 'alike' ? 'alike' : 'loss';
  view.class = number < 0 ? '' : String(number);
  view.split = ['train', 'valid'].includes(parts.get('split')) ? parts.get('split') : '';
  view.from = Math.max(0, Math.floor(Number(parts.get('from')) / PAGE) * PAGE || 0);
}

async function load() {
  showControls();
  toAddress();
  const query = new URLSearchParams({by: view.by, class: view.class, split: view.split, from: view.from, count: PAGE});
  const turn = ++asked;
  const answer = await ask(`api/photos?${query}`);
  if (turn !== asked) return; // something else was chosen meanwhile
  list = answer;
  if (!list.photos.length && view.from > 0) {
    view.from = Math.max(0, Math.floor((list.total - 1) / PAGE) * PAGE);
    return load();
  }
  showList();
}

async function loadFolder() {
  folder = await ask('api/folder');
  $('source').textContent = `${folder.folder}: ${count(folder.n, 'photo')}, ${folder.source}`;
  $('trash').textContent = folder.trash;
  document.title = `Cleaner: ${folder.folder}`;
  $('class').replaceChildren(new Option(`all (${folder.n})`, ''));
  folder.classes.forEach((one, i) => $('class').add(new Option(`${one.name} (${one.n})`, i)));
  tell();
}

async function show(changes) {
  Object.assign(view, {from: 0}, changes);
  await load();
}

async function turnPage(step, focusOn) {
  const from = view.from + step * PAGE;
  if (from < 0 || from >= list.total) return;
  await show({from});
  scrollTo(0, 0);
  const all = cards();
  if (focusOn && all.length) focusCard(all[focusOn === 'first' ? 0 : all.length - 1]);
}

// --- keys ---------------------------------------------------------------------------------------------------------

function focusCard(card) {
  for (const other of cards()) other.tabIndex = other === card ? 0 : -1;
  card.focus();
}

// The card above or below: the nearest one in the next row.
function vertical(card, step) {
  const here = card.getBoundingClientRect(), middle = r => r.left + r.width / 2;
  const rows = cards().filter(other => step * (other.getBoundingClientRect().top - here.top) > here.height / 2);
  rows.sort((a, b) => {
    const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
    return step * (p.top - q.top) || Math.abs(middle(p) - middle(here)) - Math.abs(middle(q) - middle(here));
  });
  return rows[0];
}

async function walk(card, key) {
  const all = cards(), i = all.indexOf(card);
  if (key === 'ArrowRight') return i + 1 < all.length ? focusCard(all[i + 1]) : turnPage(1, 'first');
  if (key === 'ArrowLeft') return i > 0 ? focusCard(all[i - 1]) : turnPage(-1, 'last');
  if (key === 'Home') return focusCard(all[0]);
  if (key === 'End') return focusCard(all[all.length - 1]);
  const to = vertical(card, key === 'ArrowDown' ? 1 : -1);
  return to ? focusCard(to) : key === 'ArrowDown' ? turnPage(1, 'first') : turnPage(-1, 'last');
}

const KEYS = [
  ['← → ↑ ↓', 'the photo beside, above, below'],
  ['n  p', 'next page, previous page'],
  ['k', 'keep'],
  ['d  Delete', 'delete'],
  ['1 … 9', 'move to the class of that number'],
  ['r', 'review the changes'],
  ['?', 'this list'],
];

function showHelp() {
  $('keys').replaceChildren();
  const rows = KEYS.map(([keys, what]) => [keys.split('  '), what]);
  folder.classes.slice(0, 9).forEach((one, i) => rows.push([[String(i + 1)], one.name]));
  for (const [keys, what] of rows) {
    const term = document.createElement('dt'), meaning = document.createElement('dd');
    keys.forEach((key, i) => {
      const box = document.createElement('kbd');
      box.textContent = key;
      term.append(i ? ' ' : '', box);
    });
    meaning.textContent = what;
    $('keys').append(term, meaning);
  }
  $('help').showModal();
}

async function onKey(event) {
  const card = event.target;
  if (!card.classList.contains('card') || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key;
  const act = {
    k: () => mark(card, KEEP),
    d: () => mark(card, DELETE),
    Delete: () => mark(card, DELETE),
    n: () => turnPage(1, 'first'),
    p: () => turnPage(-1, 'first'),
    r: review,
    '?': showHelp,
  }[key];
  if (act) {
    event.preventDefault();
    return act();
  }
  if (/^[1-9]$/.test(key) && Number(key) <= folder.classes.length) {
    event.preventDefault();
    return mark(card, Number(key) - 1);
  }
  if (['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) {
    event.preventDefault();
    return walk(card, key);
  }
}

// --- doing it -----------------------------------------------------------------------------------------------------

async function review() {
  if (!folder.changes) return;
  const changes = await ask('api/photos?by=changes&from=0&count=1000');
  $('changes-title').textContent = `Apply ${count(changes.total, 'change')}?`;
  $('apply').textContent = `Apply ${count(changes.total, 'change')}`;
  $('apply').dataset.total = changes.total;
  $('change-list').replaceChildren(...changes.photos.map(photo => {
    const row = document.createElement('li'), image = document.createElement('img');
    const name = document.createElement('span'), to = document.createElement('span');
    image.src = `photo/${photo.id}?of=${folder.session}`;
    image.alt = '';
    image.loading = 'lazy';
    name.className = 'name';
    name.textContent = name.title = photo.name;
    to.className = `to ${fateOf(photo.mark)}`;
    to.textContent = photo.mark === DELETE ? 'delete' : `→ ${folder.classes[photo.mark].name}`;
    row.append(image, name, to);
    return row;
  }));
  if (changes.total > changes.photos.length) {
    const more = document.createElement('li');
    more.textContent = `and ${changes.total - changes.photos.length} more`;
    $('change-list').append(more);
  }
  $('changes').showModal();
}

async function apply() {
  $('apply').disabled = true;
  try {
    const done = await ask('api/apply', {expected: Number($('apply').dataset.total)});
    await loadFolder();
    await load();
    say(`Moved ${count(done.moved, 'photo')}. Undo brings them back.`);
  } finally {
    $('apply').disabled = false;
    $('changes').close();
  }
}

async function undo() {
  const done = await ask('api/undo', {});
  await loadFolder();
  await load();
  const kept = done.kept ? ` ${count(done.kept, 'photo')} could not go back: other files have their names now.` : '';
  say(`Brought ${count(done.back, 'photo')} back.${kept}`, done.kept > 0);
}

async function train() {
  await ask('api/train', {});
  $('training-close').hidden = true;
  $('progress').textContent = '';
  $('training').showModal();
  let state;
  do {
    await new Promise(resume => setTimeout(resume, 500));
    state = await ask('api/training');
    $('progress').textContent = state.progress;
    $('progress').scrollTop = $('progress').scrollHeight;
  } while (state.busy);
  if (state.error) {
    $('progress').textContent += `\n${state.error}`;
    $('training-close').hidden = false;
    return;
  }
  $('training').close();
  await loadFolder();
  await show({});
  say('The list is new: it shows what the net that was just trained finds.');
}

// --- start --------------------------------------------------------------------------------------------------------

$('views').onclick = attempt(event => event.target.dataset.view && show({by: event.target.dataset.view}));
$('class').onchange = attempt(() => show({class: $('class').value}));
$('split').onchange = attempt(() => show({split: $('split').value}));
$('previous').onclick = attempt(() => turnPage(-1));
$('next').onclick = attempt(() => turnPage(1));
$('photos').onkeydown = attempt(onKey);
$('photos').addEventListener('focusin', event => {
  const card = event.target.closest('.card');
  if (card) for (const other of cards()) other.tabIndex = other === card ? 0 : -1;
});
$('review').onclick = attempt(review);
$('apply').onclick = attempt(apply);
$('cancel').onclick = () => $('changes').close();
$('undo').onclick = attempt(undo);
$('train').onclick = attempt(train);
$('training-close').onclick = () => $('training').close();
$('training').oncancel = event => $('training-close').hidden && event.preventDefault();
$('help-button').onclick = showHelp;
$('help-close').onclick = () => $('help').close();

attempt(async () => {
  await loadFolder();
  fromAddress();
  await load();
})();
