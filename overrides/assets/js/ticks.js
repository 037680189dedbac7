/* Lists to tick off: progress, print on one sheet, link with the ticks, copy as text, and remembering on the device if the reader switches it on.
   Stored are bits, a mark of the list's version and the day of the last tick, never a text. Without this script the boxes are boxes. */
(function () {
  "use strict"
  var KEY = "handbook.ticks", LINK = /^#ticks=(\w+)\.([0-9a-f]{0,64})$/
  var handbook = window.handbook, fill = handbook.fill
  var article = document.querySelector("[data-ticks]")
  var items = Array.prototype.slice.call(document.querySelectorAll(".hb-ticks li.task-list-item"))
  if (!article || !items.length) return
  var words = handbook.words(), version = article.dataset.ticks
  var site = new URL("../../", document.currentScript.src).pathname
  var name = article.dataset.pageId + "@" + mark(site) // several handbooks may share one origin, as all files of a computer do
  var remembering = false, cleared = ""

  function box(item) { return item.querySelector("input[type=checkbox]") }
  function number(item) { return Number(item.dataset.item || item.id.replace(/\D/g, "")) - 1 }

  /** A short mark of a path, so that the path itself is not stored (FNV-1a). */
  function mark(text) {
    var hash = 0x811c9dc5
    for (var at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    return (hash >>> 0).toString(36)
  }

  // --- ticks as hexadecimal digits, four points each ---

  function bits() {
    var digits = []
    items.forEach(function (item) {
      var place = number(item)
      digits[place >> 2] = (digits[place >> 2] || 0) | (box(item).checked ? 1 << (place & 3) : 0)
    })
    return Array.from(digits, function (digit) { return (digit || 0).toString(16) }).join("").replace(/0+$/, "")
  }

  function show(digits) {
    items.forEach(function (item) {
      var place = number(item)
      box(item).checked = Boolean(parseInt(digits[place >> 2] || "0", 16) >> (place & 3) & 1)
    })
  }

  // --- remembering ---

  function today() { return Math.floor(Date.now() / 864e5) }

  /** What is remembered by list, without what has expired or cannot be read; that is removed from the device at once. */
  function memory() {
    var text = handbook.recall(KEY), kept = {}
    if (!text) return kept
    try {
      var all = JSON.parse(text)
      Object.keys(all).forEach(function (list) {
        var entry = /^(\w+)\.([0-9a-f]*)\.(\d+)$/.exec(all[list])
        if (entry && Number(entry[3]) + DAYS >= today()) kept[list] = { version: entry[1], bits: entry[2], day: Number(entry[3]) }
      })
    } catch (error) { /* not ours: it goes */ }
    if (Object.keys(kept).length === 0 || JSON.stringify(packed(kept)) !== text) keep(kept)
    return kept
  }

  function packed(kept) {
    var all = {}
    Object.keys(kept).forEach(function (list) { all[list] = [kept[list].version, kept[list].bits, kept[list].day].join(".") })
    return all
  }

  function keep(kept) { return handbook.remember(KEY, Object.keys(kept).length ? JSON.stringify(packed(kept)) : "") }

  function save() {
    var kept = memory()
    kept[name] = { version: version, bits: bits(), day: today() }
    return keep(kept)
  }

  function forget() {
    var kept = memory()
    delete kept[name]
    keep(kept)
  }

  // --- what the reader sees: it stands in the page (handbook/finish/ticks.py), here it gets its life ---

  function part(selector) { return document.querySelector(selector) }

  var panel = part("[data-hb-ticks-panel]"), DAYS = Number(panel.dataset.hbTicksPanel)
  var count = part(".hb-ticks-count"), progress = count.nextElementSibling, told = part(".hb-ticks-told"), given = part(".hb-ticks-given")
  var expiry = part(".hb-ticks-until"), remember = part("#hb-remember"), undo = part("[data-do=undo]")

  function say(text) { told.textContent = text; undo.hidden = text !== words.cleared; given.hidden = true }

  function update() {
    var done = items.filter(function (item) { return box(item).checked }).length
    items.forEach(function (item) { item.classList.toggle("hb-done", box(item).checked) })
    count.textContent = fill(done === items.length ? words.complete : words.progress, { done: done, all: items.length })
    progress.value = done
    remember.checked = remembering
    expiry.textContent = remembering ? fill(words.remembered, { date: date(today() + DAYS) }) : words.forgetful
  }

  function date(day) { return new Date(day * 864e5).toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : "de-DE", { day: "numeric", month: "long", year: "numeric" }) }

  function changed() {
    if (remembering && !save()) refuse()
    update()
  }

  function refuse() { remembering = false; say(words.refused) }

  function toggle() {
    remembering = remember.checked
    if (!remembering) { forget(); say(words.forgotten) } else if (save()) say("")
    else refuse()
    update()
  }

  function reset() {
    cleared = bits()
    show("")
    changed()
    say(words.cleared)
    undo.focus()
  }

  /** Copy, or show the text where the browser does not let us. */
  function hand(text, success, otherwise) {
    handbook.copy(text).then(function (worked) {
      say(worked ? success : otherwise)
      given.textContent = text
      given.hidden = worked
    })
  }

  function share() { hand(location.href.split("#")[0] + "#ticks=" + version + "." + bits(), words.shared, words.link) }

  function asText() {
    var lines = [document.querySelector("h1").firstChild.textContent.trim()], heading = ""
    items.forEach(function (item) {
      var above = document.getElementById(item.closest("fieldset").getAttribute("aria-labelledby"))
      var title = above ? above.firstChild.textContent.trim() : ""
      if (title !== heading) lines.push("", title)
      heading = title
      lines.push((box(item).checked ? "[x] " : "[ ] ") + item.querySelector(".task-list-text").textContent.trim().replace(/\s+/g, " "))
    })
    lines.push("", count.textContent, location.href.split("#")[0])
    hand(lines.join("\n"), words.copied, words.text)
  }

  var deeds = {
    print: function () { handbook.print("ticks") },
    copy: asText,
    share: share,
    reset: reset,
    undo: function () { show(cleared); changed(); say(""); part("[data-do=reset]").focus() }
  }

  /** Ticks from a link are shown and not remembered; the reader's own stay stored until the next tick. */
  function fromLink() {
    var link = LINK.exec(location.hash)
    if (!link) return false
    if (link[1] === version) { show(link[2]); say(words.from_link) } else say(words.old)
    history.replaceState(null, "", location.href.split("#")[0])
    return link[1] === version
  }

  function start() {
    remember.addEventListener("change", toggle)
    panel.querySelectorAll("[data-do]").forEach(function (button) { button.addEventListener("click", deeds[button.dataset.do]) })
    var own = memory()[name]
    if (own && own.version !== version) { forget(); say(words.old) } else remembering = Boolean(own)
    if (!fromLink() && remembering) show(own.bits)
    items.forEach(function (item) { box(item).addEventListener("change", function () { say(""); changed() }) })
    addEventListener("hashchange", function () { if (fromLink()) update() })
    addEventListener("pageshow", function () { if (!remembering) update() }) // a browser may bring back ticks of its own accord
    update()
  }

  start()
})()
