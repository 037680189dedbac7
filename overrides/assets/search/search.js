/* The search on a page: the box in the header and the page `suche`. The engine and the index are loaded at the first keystroke.
   Results are plain lists of links: Tab and arrows walk through them, Escape closes, Enter in the box opens the page with all results. */
(function () {
  "use strict"
  var root = new URL("../../", document.currentScript.src)
  var lang = document.documentElement.lang === "en" ? "en" : "de"
  var other = lang === "de" ? "en" : "de"
  var narrow = matchMedia("(max-width: 59.984375em)")
  var FEW = 7, MANY = 25, QUIET = 700 // hits in the box, on the page; milliseconds until a screen reader hears the count

  // --- asking the engine ---

  var engines = {} // lang -> promise of {ask: (query, limit) -> promise of an answer, load: script -> promise}

  function script(path) {
    return new Promise(function (done, failed) {
      var element = document.createElement("script")
      element.src = new URL(path, root)
      element.onload = done
      element.onerror = failed
      document.head.append(element)
    })
  }

  /** A worker keeps typing smooth; a page from a folder may not start one, nor may a browser that refuses. */
  function inWorker(index) {
    return new Promise(function (done, failed) {
      var worker = new Worker(new URL("assets/search/engine.js", root))
      var waiting = new Map(), ticket = 0
      worker.onerror = failed
      worker.onmessage = function (event) {
        waiting.get(event.data.ticket)(event.data.answer)
        waiting.delete(event.data.ticket)
      }
      function ask(query, limit) {
        return new Promise(function (answered) {
          waiting.set(++ticket, answered)
          worker.postMessage({ query: query, limit: limit, ticket: ticket })
        })
      }
      function load(path) { // the next answer says that it is there
        worker.postMessage({ script: String(new URL(path, root)) })
        return ask("", 0)
      }
      load(index).then(function () { done({ ask: ask, load: load }) })
    })
  }

  var queue = Promise.resolve() // one script after the other: those of both languages call the same functions

  function inTurn(act) {
    queue = queue.catch(function () {}).then(act)
    return queue
  }

  function onPage(index) {
    var engine
    function load(path) {
      return inTurn(function () {
        window.handbookIndex = function (data) { engine = window.handbookSearch.create(data) }
        window.handbookTexts = function (texts) { engine.fill(texts) }
        return script(path)
      })
    }
    if (!window.handbookSearch) inTurn(function () { return window.handbookSearch || script("assets/search/engine.js") })
    return load(index).then(function () {
      return { ask: function (query, limit) { return Promise.resolve(engine.find(query, limit)) }, load: load }
    })
  }

  function ask(language, query, limit) {
    var index = "search/index." + language + ".js"
    if (!engines[language]) {
      engines[language] = location.protocol === "file:" ? onPage(index) : inWorker(index).catch(function () { return onPage(index) })
      engines[language].catch(function () { delete engines[language] }) // the next keystroke tries again
    }
    return engines[language].then(function (engine) { return engine.ask(query, limit) })
  }

  /** The texts for the extracts, once; larger than the index, so they come after the first answer. */
  function extracts(language) {
    return engines[language].then(function (engine) {
      engine.texts = engine.texts || engine.load("search/texts." + language + ".js")
      return engine.texts
    })
  }

  // --- showing an answer ---

  function make(name, className, content) {
    var element = document.createElement(name)
    if (className) element.className = className
    ;[].concat(content === undefined ? [] : content).forEach(function (child) { element.append(child) })
    return element
  }

  function link(address, content) {
    var element = make("a", "", content)
    element.href = new URL(address, root)
    return element
  }

  /** Every second piece is marked. */
  function marked(pieces) {
    return pieces.map(function (piece, place) { return place % 2 ? make("mark", "", piece) : piece })
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all })
  }

  function hit(found) {
    var kind = make("span", "hb-hit__kind", [/^[A-Z]/.test(found.id) ? make("b", "", found.id) : "", " ", found.type || ""])
    var item = make("li", "hb-hit", [link(found.url, [kind, " ", make("span", "hb-hit__title", marked(found.title))]), make("p", "", marked(found.text))])
    if (found.sections.length) {
      item.append(make("ul", "", found.sections.map(function (part) {
        return make("li", "", [link(part.url, marked(part.title)), part.text.length ? make("p", "", marked(part.text)) : ""])
      })))
    }
    return item
  }

  function count(answer) { return fill(answer.total === 1 ? answer.words.found_one : answer.total ? answer.words.found_many : answer.words.none, { count: answer.total, query: answer.query }) }

  /** Nothing found: terms that look alike, then what the home page offers. */
  function instead(answer, retry) {
    var offers = []
    if (answer.near.length) {
      offers.push(make("p", "hb-search__head", answer.words.near), make("ul", "hb-search__near", answer.near.map(function (term) {
        var button = make("button", "hb-button", term)
        button.type = "button"
        button.addEventListener("click", function () { retry(term) })
        return make("li", "", button)
      })))
    }
    offers.push(make("p", "hb-search__head", answer.words.situations), make("ul", "hb-search__situations", answer.situations.map(function (situation) {
      return make("li", "", link(situation[1], situation[0]))
    })))
    return offers
  }

  // --- a box with its list ---

  /** Connects an input with a status for screen readers and a place for results; `shown` hears whether there is something to see. */
  function connect(input, status, place, limit, shown) {
    var latest = 0, timer = 0

    function say(text) {
      clearTimeout(timer)
      timer = setTimeout(function () { status.textContent = text }, QUIET)
    }

    function show(children) {
      place.replaceChildren.apply(place, children)
      shown(children.length > 0)
    }

    function list(answer) {
      var results = make("ol", "hb-hits", answer.hits.map(hit))
      results.dataset.searchResults = ""
      if (answer.lang !== lang) results.lang = answer.lang
      return results
    }

    function search() {
      var query = input.value.trim(), own = ++latest
      if (!query) { say(""); show([]); return }
      if (!engines[lang]) show([make("p", "hb-search__count", input.dataset.loading)])
      ask(lang, query, limit).then(function (answer) {
        if (own !== latest) return
        say(count(answer))
        var children = [make("p", "hb-search__count", count(answer))]
        if (answer.total) children.push(list(answer))
        else children = children.concat(instead(answer, function (term) { input.value = term; input.focus(); search() }))
        if (answer.total > answer.hits.length && input.form.action) children.push(make("p", "hb-search__all", link(address(input, query), fill(answer.words.all, { count: answer.total }))))
        show(children)
        if (!answer.total) elsewhere(query, own, answer.words)
        else if (!answer.complete) extracts(lang).then(function () { if (own === latest && !place.contains(document.activeElement)) search() })
      }, function () {
        if (own !== latest) return
        say(input.dataset.failed)
        show([make("p", "hb-search__count", input.dataset.failed)])
      })
    }

    /** Results of the other language, when one's own has none. */
    function elsewhere(query, own, words) {
      ask(other, query, 3).then(function (answer) {
        if (own !== latest || !answer.total) return
        say(count({ total: 0, query: query, words: words }) + " " + words.other)
        place.firstChild.after(make("p", "hb-search__head", words.other), list(answer))
      }, function () {})
    }

    input.addEventListener("input", search)
    return { search: search, cancel: function () { latest++ } } // an answer that comes after closing shows nothing
  }

  /** Up and down walk through box and links. */
  function walk(box, input) {
    box.addEventListener("keydown", function (event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return
      var stops = [input].concat(Array.prototype.slice.call(box.querySelectorAll(".hb-search__panel a, .hb-search__panel button")))
      var next = stops[stops.indexOf(document.activeElement) + step]
      if (!next || (document.activeElement === input && step < 0)) return
      event.preventDefault()
      next.focus()
    })
  }

  /** The page with all results. What is behind # is not sent to any server, so no log keeps what people look for. */
  function address(input, query) { return input.form.action + "#q=" + encodeURIComponent(query) }

  // --- the header ---

  function header(box) {
    var input = box.querySelector("input"), panel = box.querySelector(".hb-search__panel"), opener = null
    var page = document.documentElement
    var rest = document.querySelectorAll(".md-container, .hb-brand, .hb-menu, .hb-language, .hb-search-open, .md-skip")

    function shown(some) { panel.hidden = !some }

    function overlay(open) { // on a phone the search takes the screen
      page.toggleAttribute("data-hb-searching", open)
      rest.forEach(function (element) { element.inert = open })
    }

    function open(from) {
      opener = from
      if (narrow.matches) overlay(true)
      input.focus()
    }

    function hide() {
      panel.hidden = true
      list.cancel()
    }

    function close() {
      hide()
      overlay(false)
      if (opener) opener.focus()
      opener = null
    }

    var list = connect(input, box.querySelector("[role=status]"), panel, FEW, shown)
    walk(box, input)
    input.addEventListener("focus", function () { if (panel.hidden && input.value.trim()) list.search() })
    box.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) hide()
    })
    document.addEventListener("pointerdown", function (event) { if (!box.contains(event.target)) hide() })
    box.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return
      event.preventDefault() // Chromium would empty the box
      if (opener || page.hasAttribute("data-hb-searching")) close()
      else { if (document.activeElement !== input) input.focus(); hide() }
    })
    box.querySelector("form").addEventListener("submit", function (event) {
      event.preventDefault()
      if (input.value.trim() && input.form.getAttribute("action")) location.href = address(input, input.value.trim())
    })
    box.querySelector("[data-hb-search-close]").addEventListener("click", close)
    narrow.addEventListener("change", function () { overlay(false) })
    document.querySelectorAll("[data-hb-search]").forEach(function (button) {
      button.addEventListener("click", function (event) { event.preventDefault(); open(button) })
    })
    addEventListener("pageshow", function (event) { if (event.persisted) overlay(false) })
  }

  // --- the page with all results ---

  function own(box) {
    var input = box.querySelector("input"), place = box.querySelector(".hb-search__panel")
    var search = connect(input, box.querySelector("[role=status]"), place, MANY, function (some) { place.hidden = !some }).search
    walk(box, input)
    take()
    box.querySelector("form").addEventListener("submit", function (event) { event.preventDefault(); remember(); search() })
    input.addEventListener("change", remember)
    document.querySelectorAll("[data-hb-search]").forEach(function (button) {
      button.addEventListener("click", function (event) { event.preventDefault(); input.focus() })
    })
    addEventListener("hashchange", take)

    /** The query of the address: #q= from our own links, ?q= from a browser that uses the handbook as a search engine. */
    function take() {
      var query = new URLSearchParams(location.hash.slice(1)).get("q") || new URLSearchParams(location.search).get("q")
      if (!query || query === input.value) return
      input.value = query
      search()
    }

    /** The address keeps the query, so that it comes back with the back button. */
    function remember() { history.replaceState(null, "", "#q=" + encodeURIComponent(input.value.trim())) }
  }

  var box = document.querySelector("[data-hb-search-box]"), page = document.querySelector("[data-hb-search-page]")
  if (page) own(page)
  else if (box) header(box)
})()
