// What the browser tests share: a browser, a server to look at, and steps that are counted.
'use strict';

const {spawn} = require('child_process');
const fs = require('fs');
const path = require('path');

const MODULES = path.resolve('build/browser/node_modules');
const SHOTS = path.resolve('build/browser');
const {chromium} = require(path.join(MODULES, 'playwright-core'));
const axeSource = fs.readFileSync(path.join(MODULES, 'axe-core/axe.min.js'), 'utf8');

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
                  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

function launch() {
  const executablePath = BROWSERS.find(one => one && fs.existsSync(one));
  if (!executablePath) throw new Error('no Chromium found: CHROMIUM=path/to/it make test-browser');
  return chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu']});
}

// Starts a program that serves pages and resolves to its address, which it prints when it is ready.
function serve(program, args) {
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
  const stop = () => new Promise(done => {
    child.once('exit', done);
    child.kill('SIGTERM');
  });
  return new Promise((ready, failed) => {
    let said = '';
    child.stdout.on('data', bytes => {
      said += bytes;
      const url = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (url) ready({url: url[0], stop});
    });
    child.once('exit', code => failed(new Error(`${program} ended with ${code}: ${said}`)));
  });
}

// A page of this size whose errors count as failures of the test.
async function open(browser, url, {width = 1280, height = 900, dark = false} = {}) {
  const context = await browser.newContext({
    viewport: {width, height}, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce'});
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', error => page.problems.push(String(error)));
  page.on('console', message => message.type() === 'error' && page.problems.push(message.text()));
  await page.goto(url);
  return page;
}

// What axe-core finds wrong, as lines.
async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run());
  return found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).slice(0, 3).join(' ')}`);
}

// Can the page be moved sideways? It should not.
const overflows = page => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

// A picture to look at: build/browser/NAME.png, or a small one as .jpeg.
const shot = (page, name, type = 'png') =>
  page.screenshot({path: path.join(SHOTS, `${name}.${type}`), type, ...(type === 'jpeg' && {quality: 62})});

let passed = 0, failed = 0;

async function step(name, action) {
  try {
    await action();
    passed++;
    console.log(`  ok      ${name}`);
  } catch (problem) {
    failed++;
    console.log(`  FAILED  ${name}\n${problem.stack}`);
  }
}

function finish() {
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed ? 1 : 0;
}

module.exports = {launch, serve, open, violations, overflows, shot, step, finish};
