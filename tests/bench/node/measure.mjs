// Lighthouse for each address: node measure.mjs CHROMIUM ADDRESS... -> JSON {address: {category: score of 100, failed: [audit, ...]}}
import {spawn} from "node:child_process"
import {mkdtempSync, rmSync} from "node:fs"
import {createServer} from "node:net"
import {tmpdir} from "node:os"
import {join} from "node:path"
import lighthouse from "lighthouse"

const [chromium, ...addresses] = process.argv.slice(2)
const free = () => new Promise(done => { const server = createServer().listen(0, "127.0.0.1", () => { const {port} = server.address(); server.close(() => done(port)) }) })
const port = await free()
const profile = mkdtempSync(join(tmpdir(), "handbook-lighthouse-"))
const browser = spawn(chromium, ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run", `--user-data-dir=${profile}`, `--remote-debugging-port=${port}`, "about:blank"], {stdio: "ignore"})
const answers = async () => { try { return (await fetch(`http://127.0.0.1:${port}/json/version`)).ok } catch { return false } }
for (let tries = 0; tries < 100 && !(await answers()); tries++) await new Promise(done => setTimeout(done, 100))
try {
  const told = {}
  for (const address of addresses) {
    const {lhr} = await lighthouse(address, {port, logLevel: "silent", onlyCategories: ["performance", "accessibility", "best-practices", "seo"]})
    told[address] = Object.fromEntries(Object.values(lhr.categories).map(category => [category.id, Math.round(100 * category.score)]))
    told[address].failed = Object.values(lhr.audits).filter(audit => audit.score !== null && audit.score < 0.9).map(audit => audit.id)
  }
  console.log(JSON.stringify(told))
} finally {
  const ended = new Promise(done => browser.once("exit", done))
  browser.kill()
  await ended
  rmSync(profile, {recursive: true, force: true, maxRetries: 5})
}
