/* Small helps for the frame of a page, and what the other scripts share (`window.handbook`). Everything stays readable without it. No third party. */
(function () {
  "use strict"
  var root = document.documentElement
  /* All that this website may store on a device, each only after a choice of the reader. docs/<lang>/datenschutz.md names the same keys, a test compares. */
  var KEYS = ["handbook.scheme", "handbook.ticks"]
  var narrow = matchMedia("(max-width: 76.234375em)")
  var german = root.lang !== "en"

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)) }
  function on(selector, type, act) { all(selector).forEach(function (element) { element.addEventListener(type, act) }) }

  function known(key) { if (KEYS.indexOf(key) < 0) throw new Error("Unknown key: " + key); return key }
  /** What is stored under a key, or "" where nothing is or the browser forbids it. */
  function recall(key) { known(key); try { return localStorage.getItem(key) || "" } catch (error) { return "" } }
  /** Store a text, or remove the key for ""; false where the browser forbids it. */
  function remember(key, text) {
    known(key)
    try { if (text) localStorage.setItem(key, text); else localStorage.removeItem(key); return true } catch (error) { return false }
  }

  function stored() { return recall("handbook.scheme") }
  function paint(scheme) { if (scheme) root.dataset.scheme = scheme; else delete root.dataset.scheme }

  paint(stored()) // in the head, before the first paint
  root.classList.replace("no-js", "js")

  /* The font early, so that it comes with the first paint; if it comes later it waits for the next page (font-display: optional), so no text jumps.
     Not from a folder: there browsers refuse to fetch a font ahead. */
  var font = new URL("../fonts/source-sans-3/source-sans-3-latin-wght-normal.woff2", document.currentScript.src)
  if (/^http/.test(font.protocol)) document.head.append(make("link", { rel: "preload", as: "font", type: "font/woff2", href: font.href, crossorigin: true }))

  function scheme() {
    all("[data-hb-scheme] input").forEach(function (input) {
      input.checked = input.value === stored()
      input.addEventListener("change", function () {
        remember("handbook.scheme", input.value) // where that is forbidden, the choice lasts for this page
        paint(input.value)
      })
    })
  }

  /* The drawer is Material's checkbox; here it gets a keyboard, a state and a way back. */
  function drawer() {
    var toggle = document.getElementById("__drawer")
    var panel = document.getElementById("hb-nav")
    var button = document.querySelector("[data-hb-menu]")
    if (!toggle || !panel || !button) return
    var rest = all(".md-header, .md-content, .md-sidebar--secondary, .md-footer")
    function update() {
      var open = narrow.matches && toggle.checked
      button.setAttribute("aria-expanded", String(open))
      panel.inert = narrow.matches && !open
      rest.forEach(function (element) { element.inert = open })
    }
    function move(open) {
      toggle.checked = open
      toggle.dispatchEvent(new Event("change", { bubbles: true }))
      update()
      if (open) setTimeout(function () { here(); panel.querySelector("[data-hb-menu-close]").focus() }, 50)
      else button.focus()
    }
    button.addEventListener("click", function () { move(!toggle.checked) })
    on("[data-hb-menu-close]", "click", function () { move(false) })
    document.addEventListener("keydown", function (event) { if (event.key === "Escape" && narrow.matches && toggle.checked) move(false) })
    toggle.addEventListener("change", update)
    narrow.addEventListener("change", update)
    addEventListener("pageshow", function () { toggle.checked = false; update() })
    update()
  }

  /** Wide tables scroll in a frame that the keyboard reaches. All is measured before anything is changed, so that the page is laid out once. */
  function tables() {
    all(".md-typeset table:not(.hb-scroll table, .md-typeset__scrollwrap table)").filter(function (table) {
      return table.scrollWidth > table.parentElement.clientWidth + 1
    }).forEach(function (table) {
      var frame = make("div", { class: "md-typeset__scrollwrap" })
      table.replaceWith(frame)
      frame.append(table)
    })
    all(":is(.hb-scroll, .md-typeset__scrollwrap):not([tabindex])").filter(function (box) { return box.scrollWidth > box.clientWidth + 1 }).forEach(function (box) {
      box.tabIndex = 0
      box.setAttribute("role", "group")
      box.setAttribute("aria-label", german ? "Tabelle, seitlich verschiebbar" : "Table, scrolls sideways")
    })
  }

  /** The same at most once before the next paint. */
  function once(act) {
    var waiting = false
    return function () { if (!waiting) { waiting = true; requestAnimationFrame(function () { waiting = false; act() }) } }
  }

  /** Marks in the contents beside the text the section that is being read. */
  function reading() {
    var links = all(".md-nav--secondary a[href*='#']")
    var heads = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))) })
    if (!links.length) return
    function mark() {
      var now = -1
      heads.forEach(function (head, place) { if (head && head.getBoundingClientRect().top < 120) now = place })
      links.forEach(function (link, place) { link.classList.toggle("md-nav__link--active", place === now) })
    }
    var later = once(mark)
    addEventListener("scroll", later, { passive: true })
    later()
  }

  function here() {
    var link = document.querySelector(".hb-nav [aria-current=page]")
    var box = document.querySelector("#hb-nav .md-sidebar__scrollwrap")
    if (!link || !box) return
    var top = link.getBoundingClientRect().top - box.getBoundingClientRect().top
    if (top < 60 || top > box.clientHeight - 60) box.scrollTop += top - box.clientHeight / 3
  }

  // --- shared with the scripts of single pages ---

  /** An element with attributes and children; `on` holds handlers. */
  function make(tag, attributes, children) {
    var element = document.createElement(tag)
    Object.keys(attributes || {}).forEach(function (name) {
      if (name === "on") Object.keys(attributes.on).forEach(function (type) { element.addEventListener(type, attributes.on[type]) })
      else if (attributes[name] !== false) element.setAttribute(name, attributes[name] === true ? "" : attributes[name])
    })
    element.append.apply(element, children || [])
    return element
  }

  /** Fill the places of a text: fill("{a} of {b}", {a: 1, b: 2}). */
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (whole, name) { return values[name] }) }

  /** The words of the program of this page (handbook/locale, by way of handbook/finish). */
  function words() { return JSON.parse(document.querySelector("[data-words]").dataset.words) }

  /** Copy a text; says whether it worked. Pages from a folder or without https have only the old way. */
  function copy(text) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text).then(function () { return true }, function () { return copied(text) })
    return Promise.resolve(copied(text))
  }

  function copied(text) {
    var before = document.activeElement
    var area = make("textarea", { class: "hb-unseen", readonly: true })
    area.value = text
    document.body.append(area)
    area.select()
    try { return document.execCommand("copy") } catch (error) { return false } finally { area.remove(); before.focus() }
  }

  /** Print; `part` names what the style sheet leaves: "fields" the blank form, "ticks" the list. */
  function printed(part) {
    root.dataset.print = part
    print()
    delete root.dataset.print
  }

  /* Reading without a network, where the site offers it (data-worker) and the browser can; only after the reader has asked for it (offline.js).
     Whether that is so, the browser knows by the worker itself. */
  var worker = root.dataset.worker && isSecureContext && /^http/.test(location.protocol) && navigator.serviceWorker ? new URL(root.dataset.worker, location) : null
  var scope = worker && new URL(".", worker).href
  function ours() {
    return navigator.serviceWorker.getRegistration(scope).then(function (found) { return found && found.scope === scope ? found : null }, function () { return null }) // storing is forbidden
  }
  function stores() { return caches.keys().then(function (names) { return names.filter(function (name) { return name.indexOf("handbook " + scope + " ") === 0 }) }) }
  function each(names, act) { return Promise.all(names.map(act)) }
  var offline = worker && {
    /** How many pages this device keeps, or null where the reader has not asked for it. */
    count: function () {
      return ours().then(function (found) {
        return found && stores().then(function (names) {
          return each(names, function (name) { return caches.open(name).then(function (store) { return store.keys() }) })
        }).then(function (lists) { return lists.flat().filter(function (entry) { return /\.html$/.test(entry.url) }).length })
      })
    },
    /** Start keeping; false where the browser forbids it or the first pages do not come. */
    keep: function () {
      return navigator.serviceWorker.register(worker, { updateViaCache: "none" }).then(function (found) {
        var made = found.installing || found.waiting || found.active
        return made.state === "activated" || new Promise(function (done) {
          made.addEventListener("statechange", function () { if (made.state === "activated" || made.state === "redundant") done(made.state === "activated") })
        })
      }).catch(function () { return false })
    },
    /** Take back all that is kept, and the worker. */
    erase: function () {
      return ours().then(function (found) { return found && found.unregister() }).then(stores)
        .then(function (names) { return each(names, function (name) { return caches.delete(name) }) }).then(function () { return true }, function () { return false })
    }
  }

  window.handbook = { offline: offline, recall: recall, remember: remember, make: make, fill: fill, words: words, copy: copy, print: printed }

  document.addEventListener("DOMContentLoaded", function () {
    scheme()
    drawer()
    on("[data-hb-language]", "click", function (event) { if (location.hash) event.currentTarget.hash = location.hash })
    on("[data-hb-print]", "click", function (event) { printed(event.currentTarget.dataset.hbPrint) })
    reading()
    tables()
    var again = once(tables)
    addEventListener("resize", again)
    addEventListener("load", function () { requestAnimationFrame(here) })
    new MutationObserver(again).observe(document.body, { childList: true, subtree: true })
  })
})()
