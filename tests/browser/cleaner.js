// The cleaner in a real browser: mouse, keyboard, a narrow window, a dark one, and what must not be possible.
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const {launch, serve, open, violations, overflows, shot, step, finish} = require('./lib.js');

const [program, model, drawn] = process.argv.slice(2);
const photos = 'build/browser/photos';
const HTML = 'a <img src=x onerror="window.hacked=1">&.jpg';

// 30 photos of each class, one there twice, one with a name that is no name, and one name in two classes.
function makeFolder() {
  for (const old of ['', '-rejected', '-marks.tsv']) fs.rmSync(photos + old, {recursive: true, force: true});
  for (const kind of ['black', 'grizzly', 'teddy']) {
    fs.mkdirSync(path.join(photos, kind), {recursive: true});
    for (const name of fs.readdirSync(path.join(drawn, kind)).sort().slice(60, 90))
      fs.copyFileSync(path.join(drawn, kind, name), path.join(photos, kind, name));
  }
  fs.renameSync(path.join(photos, 'teddy/0061.jpg'), path.join(photos, 'teddy', HTML));
  fs.copyFileSync(path.join(photos, 'teddy/0062.jpg'), path.join(photos, 'black/copy.jpg'));
}

const tree = () => ['black', 'grizzly', 'teddy'].flatMap(kind =>
  fs.readdirSync(path.join(photos, kind)).sort().map(name => `${kind}/${name} ${fs.readFileSync(path.join(photos, kind, name)).toString('base64')}`));

// Says what a training says, and leaves the model as it is.
const trainer = path.resolve('build/browser/trainer');
fs.writeFileSync(trainer, '#!/bin/sh\necho "epoch 0: 12 errors of 30"; sleep 1; echo "epoch 1: 7 errors of 30"; sleep 1\n', {mode: 0o755});

const start = () => serve(program, ['sort', '--photos', photos, '--model', model, '--trainer', trainer, '--port', '0']);
const ready = page => page.waitForSelector('.card');
const summary = page => page.textContent('#summary');
const focused = page => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
const saved = page => page.waitForFunction(() => /\d+ change/.test(document.getElementById('summary').textContent));

async function main() {
  makeFolder();
  const before = tree();
  const browser = await launch();
  let server = await start();
  let page = await open(browser, server.url);
  await ready(page);

  await step('the highest losses come first, with prediction, label, loss and probability', async () => {
    const losses = await page.$$eval('.numbers', all => all.map(one => Number(one.textContent.match(/loss ([\d.]+)/)[1])));
    assert.equal(losses.length, 24);
    assert.deepEqual(losses, [...losses].sort((a, b) => b - a));
    assert.match(await page.textContent('.verdict'), /looks like \w+, \d+\s%/);
    assert.match(await page.textContent('.numbers'), /loss \d+\.\d\d · \w+ (<\s)?\d+\s%/);
    await page.waitForFunction(() => [...document.images].slice(0, 4).every(image => image.complete && image.naturalWidth));
    assert.equal(await page.locator('[aria-label^="Move"]').first().evaluate(one => one.options.length), 3);
  });
  await step('axe-core has nothing against it', async () => assert.deepEqual(await violations(page), []));
  await step('pages go to the end of the list', async () => {
    let seen = 24;
    while (await page.isEnabled('#next')) {
      const range = await page.textContent('#range');
      await page.click('#next');
      await page.waitForFunction(old => document.getElementById('range').textContent !== old, range);
      seen += await page.locator('.card').count();
    }
    assert.equal(seen, 91);
    assert.match(await page.textContent('#range'), /91 of 91/);
  });

  await step('marks by mouse survive another class, a reload and a restart', async () => {
    await page.selectOption('#class', {label: 'grizzly (30)'});
    await page.waitForFunction(() => [...document.querySelectorAll('.label')].every(one => one.textContent === 'grizzly'));
    await page.click('.card >> nth=0 >> .delete');
    await page.selectOption('.card >> nth=1 >> .move', {label: 'teddy'});
    await page.waitForFunction(() => document.getElementById('summary').textContent.startsWith('2 changes'));
    await page.selectOption('#class', '');
    await page.reload();
    await ready(page);
    assert.match(await summary(page), /^2 changes/);
    await server.stop();
    server = await start();
    page = await open(browser, server.url);
    await ready(page);
    assert.match(await summary(page), /^2 changes/);
    assert.deepEqual(tree(), before);
  });

  await step('all of it by keyboard', async () => {
    for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement.classList.contains('card'))); i++)
      await page.keyboard.press('Tab');
    const first = await focused(page);
    assert.match(first, /labelled/);
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await focused(page), first);
    await page.keyboard.press('ArrowDown');
    while (/will be|moves to/.test(await focused(page))) await page.keyboard.press('ArrowRight'); // marked by mouse
    await page.keyboard.press('d');
    assert.match(await focused(page), /will be deleted/);
    await page.keyboard.press('k');
    assert.doesNotMatch(await focused(page), /will be/);
    const label = await page.evaluate(() => document.activeElement.querySelector('.label').textContent);
    await page.keyboard.press(label === 'black' ? '2' : '1');
    assert.match(await focused(page), /moves to/);
    await page.waitForFunction(() => document.getElementById('summary').textContent.startsWith('3 changes'));
    await page.keyboard.press('n');
    await page.waitForFunction(() => document.getElementById('range').textContent.startsWith('25'));
    assert.match(await focused(page), /labelled/);
    await page.keyboard.press('?');
    assert(await page.isVisible('#help'));
    await shot(page, 'cleaner-keys');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.waitForSelector('#changes[open]');
    assert.equal(await page.textContent('#apply'), 'Apply 3 changes');
    assert.equal(await page.locator('#change-list li').count(), 3);
    assert.deepEqual(await violations(page), []);
    await shot(page, 'cleaner-review');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('summary').textContent.startsWith('Moved 3'));
  });

  await step('what was applied is undone byte for byte', async () => {
    assert.notDeepEqual(tree(), before);
    assert.equal(tree().length, 90);
    await page.click('#undo');
    await page.waitForFunction(() => document.getElementById('summary').textContent.startsWith('Brought 3'));
    assert.deepEqual(tree(), before);
    assert(await page.isDisabled('#undo'));
  });

  await step('look-alikes lie side by side', async () => {
    await page.click('[data-view=alike]');
    await page.waitForSelector('.group');
    assert.match(await page.textContent('.group h2'), /2 alike, in different classes/);
    const names = await page.$$eval('.group:first-child .name', all => all.map(one => one.title));
    assert.deepEqual(names.sort(), ['black/copy.jpg', 'teddy/0062.jpg']);
    assert.deepEqual(await violations(page), []);
    await shot(page, 'cleaner-alike');
    await page.click('[data-view=loss]');
  });

  await step('HTML in the name of a file stays text', async () => {
    await page.selectOption('#class', {label: 'teddy (30)'});
    await page.waitForFunction(() => [...document.querySelectorAll('.label')].every(one => one.textContent === 'teddy'));
    const names = await page.$$eval('.name', all => all.map(one => one.title));
    if (await page.isEnabled('#next')) {
      await page.click('#next');
      await page.waitForFunction(() => document.getElementById('range').textContent.startsWith('25'));
      names.push(...await page.$$eval('.name', all => all.map(one => one.title)));
    }
    assert(names.includes(`teddy/${HTML}`), names.join('\n'));
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });

  await step('nothing outside the folder is read, and nothing moves without the token', async () => {
    const get = async address => (await fetch(server.url + address)).status;
    for (const address of ['/photo/91', '/photo/-1', '/photo/', '/photo/../../../../etc/passwd', '/photo/%2e%2e%2fsecret.jpg',
                           '/photo/1.5', '/photo/99999999999999999999', '/etc/passwd', '/cleaner.html', '/pages/cleaner.js'])
      assert.equal(await get(address), 404, address);
    const post = async (headers, body, to = '/api/mark') =>
      (await fetch(server.url + to, {method: 'POST', headers: {'Content-Type': 'application/json', ...headers}, body})).status;
    const token = await page.getAttribute('meta[name=token]', 'content');
    const body = JSON.stringify({id: 0, mark: -2});
    assert.equal(await post({}, body), 403);
    assert.equal(await post({'X-Token': token.replace(/.$/, '!')}, body), 403);
    assert.equal(await post({'X-Token': token, Origin: 'https://example.org'}, body), 403);
    assert.equal(await post({'X-Token': token}, '{'), 400);
    for (const wrong of [{id: -1, mark: -2}, {id: 91, mark: -2}, {id: '0', mark: -2}, {id: '../../x', mark: 0}, {id: 0, mark: 3}, {id: 0}, {}])
      assert.equal(await post({'X-Token': token}, JSON.stringify(wrong)), 400, JSON.stringify(wrong));
    assert.equal(await post({'X-Token': token}, '{"expected": 5}', '/api/apply'), 409);
    assert.deepEqual(tree(), before);
  });

  await step('training again tells how it goes, and then shows a new list', async () => {
    await page.click('#train');
    await page.waitForFunction(() => document.getElementById('progress').textContent.includes('epoch 0: 12 errors'));
    assert.deepEqual(await violations(page), []);
    await shot(page, 'cleaner-training');
    await page.waitForFunction(() => document.getElementById('summary').textContent.startsWith('The list is new'));
    assert(!await page.isVisible('#training'));
    assert.equal(await page.locator('.card').count(), 24);
  });

  await step('375 pixels are enough, and the dark is readable', async () => {
    const narrow = await open(browser, server.url, {width: 375, height: 740});
    await ready(narrow);
    assert(!await overflows(narrow));
    assert.deepEqual(await violations(narrow), []);
    await narrow.click('.card >> nth=0 >> .delete');
    await saved(narrow);
    await narrow.waitForLoadState('networkidle');
    await shot(narrow, 'cleaner-375');
    await narrow.click('#review');
    await narrow.waitForSelector('#changes[open]');
    await shot(narrow, 'cleaner-375-review');
    assert.deepEqual(await violations(narrow), []);
    const dark = await open(browser, server.url, {dark: true});
    await ready(dark);
    await dark.selectOption('.card >> nth=1 >> .move', {index: 1});
    await dark.waitForFunction(() => document.getElementById('summary').textContent.startsWith('2 changes'));
    await dark.waitForLoadState('networkidle');
    assert.deepEqual(await violations(dark), []);
    await shot(dark, 'cleaner-dark');
    const light = await open(browser, server.url);
    await ready(light);
    await light.waitForLoadState('networkidle');
    await shot(light, 'cleaner');
    for (const one of [narrow, dark, light, page]) assert.deepEqual(one.problems, []);
  });

  await browser.close();
  await server.stop();
  finish();
}

main().catch(problem => {
  console.error(problem);
  process.exit(1);
});
