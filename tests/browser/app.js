// The app in a real browser: choose, drop, paste, examples, no JavaScript, a narrow window, a dark one, a server that is gone.
'use strict';

const assert = require('assert');
const fs = require('fs');
const {launch, serve, open, violations, overflows, shot, step, finish} = require('./lib.js');

const [program, model] = process.argv.slice(2);
const GRIZZLY = 'chapters/00_whole_game/grizzly.jpg';

const label = page => page.waitForSelector('#label').then(found => found.textContent());
const KINDS = /black|grizzly|teddy/;

// A File made inside the page, as a drag or the clipboard would bring it.
const bring = (page, kind, bytes, type) => page.evaluate(([event, base64, mime]) => {
  const raw = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([raw], 'photo', {type: mime}));
  const made = event === 'drop' ? new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})
                                : new ClipboardEvent('paste', {clipboardData: data, bubbles: true});
  document.body.dispatchEvent(made);
}, [kind, bytes.toString('base64'), type]);

async function main() {
  const browser = await launch();
  const server = await serve(program, ['serve', '--model', model, '--port', '0', '--quiet']);
  const photo = fs.readFileSync(GRIZZLY);
  let page = await open(browser, server.url);

  await step('the page is titled, and axe-core has nothing against it', async () => {
    assert.equal(await page.title(), 'Select your bear!');
    assert.equal(await page.textContent('h1'), 'Select your bear!');
    assert.deepEqual(await violations(page), []);
    assert.match(await page.textContent('#curl'), /^curl -F photo=@photo.jpg http:\/\/127.0.0.1:\d+\/api\/predict$/);
    await shot(page, 'app-empty');
  });
  await step('a chosen photo is answered with thumbnail, label, bars and times', async () => {
    await page.setInputFiles('#photo', GRIZZLY);
    assert.match(await label(page), KINDS);
    assert.equal(await page.locator('meter').count(), 3);
    const shares = await page.$$eval('.bars b', all => all.map(one => parseFloat(one.textContent)));
    assert(Math.abs(shares.reduce((a, b) => a + b) - 100) < 0.3, String(shares));
    assert.deepEqual(shares, [...shares].sort((a, b) => b - a));
    assert.match(await page.textContent('.result'), /answered in [\d.]+ ms/);
    await page.waitForFunction(() => document.querySelector('.photo').naturalWidth > 0);
    assert.deepEqual(await violations(page), []);
    await shot(page, 'app-answer');
  });
  for (const kind of ['drop', 'paste'])
    await step(`${kind}: the same answer`, async () => {
      const before = await page.textContent('.bars');
      await page.evaluate(() => document.getElementById('result').replaceChildren());
      await bring(page, kind, photo, 'image/jpeg');
      await label(page);
      assert.equal(await page.textContent('.bars'), before);
    });
  await step('an example is tried by keyboard', async () => {
    await page.focus('button[value=teddy]');
    await page.evaluate(() => document.getElementById('result').replaceChildren());
    await page.keyboard.press('Enter');
    assert.match(await label(page), KINDS);
  });
  await step('a photo with more pixels and bytes than the server takes is made smaller first', async () => {
    await page.evaluate(async () => {
      document.getElementById('result').replaceChildren();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [5712, 4284];
      canvas.getContext('2d').fillRect(0, 0, 3000, 3000);
      const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg'));
      const data = new DataTransfer();
      data.items.add(new File([blob, new Uint8Array(9 << 20)], 'photo', {type: 'image/jpeg'}));
      document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
    });
    assert.match(await label(page), KINDS);
  });
  await step('what is no photo is told, not shown', async () => {
    await bring(page, 'drop', Buffer.from('<img src=x onerror="window.hacked=1">'), 'image/png');
    await page.waitForSelector('.error');
    assert.match(await page.textContent('.error'), /^the photo: .*(not a picture|supported|HTML)/);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(page.problems.filter(text => !/422/.test(text)), []);
  });
  await step('the model card opens', async () => {
    await page.click('footer a');
    assert.match(await page.textContent('main'), /SHA-256/);
    assert.deepEqual(await violations(page), []);
  });

  for (const [name, size] of Object.entries({narrow: {width: 375, height: 812}, dark: {dark: true}}))
    await step(`${name}: nothing overflows, axe-core is content`, async () => {
      const other = await open(browser, server.url, size);
      await other.click('button[value=grizzly]');
      await label(other);
      assert.equal(await overflows(other), false);
      assert.deepEqual(await violations(other), []);
      await shot(other, `app-${name}`);
      await other.context().close();
    });

  await step('without JavaScript the form does it', async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const plain = await context.newPage();
    await plain.goto(server.url);
    await plain.setInputFiles('#photo', GRIZZLY);
    await plain.click('#classify');
    assert.match(await plain.textContent('#label'), KINDS);
    const shares = await plain.$$eval('.bars b', all => all.map(one => parseFloat(one.textContent)));
    assert(shares.length === 3 && shares[0] >= shares[1] && shares[1] >= shares[2], String(shares));
    await shot(plain, 'app-plain');
    await plain.click('button[value=black]');
    assert.match(await plain.textContent('#label'), KINDS);
    await plain.click('#classify');
    assert.match(await plain.textContent('.error'), /^no photo was chosen$/);
    await context.close();
  });
  await step('without JavaScript a small window shows the answer or the refusal, not the top of the page', async () => {
    const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 360, height: 560}});
    const plain = await context.newPage();
    const large = {name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([photo, Buffer.alloc(12 << 20)])};
    await plain.goto(server.url);
    for (const [file, told] of [[GRIZZLY, '#label'], [large, '.error']]) {
      await plain.setInputFiles('#photo', file);
      await plain.click('#classify');
      const box = await plain.locator(told).boundingBox();
      assert(box && box.y >= 0 && box.y + box.height <= 560, `${told}: ${JSON.stringify(box)}`);
    }
    await shot(plain, 'app-plain-refused');
    await context.close();
  });
  await step('another page can neither frame it nor ask it', async () => {
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.setContent('<iframe></iframe>');
    const asked = await other.evaluate(url => fetch(`${url}/api/predict`, {method: 'POST', body: new FormData()})
      .then(() => 'read', () => 'refused'), server.url);
    assert.equal(asked, 'refused');
    await context.close();
  });
  await step('a server that is gone is told', async () => {
    page = await open(browser, server.url);
    await server.stop();
    await page.setInputFiles('#photo', GRIZZLY);
    await page.waitForSelector('.error');
    assert.match(await page.textContent('.error'), /does not answer/);
  });

  await browser.close();
  finish();
}

main().catch(problem => {
  console.error(problem);
  process.exit(1);
});
