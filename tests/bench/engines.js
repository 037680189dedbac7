/* Search engines as the benchmark asks them, each made by an async function: (options) -> async query -> ids of pages, best first.
   Runs in Chromium, on a page of the site that holds handbook.json. */
window.engines = (function () {
  "use strict"

  function load(path) {
    return new Promise(function (done, failed) {
      var script = document.createElement("script")
      script.src = path
      script.onload = done
      script.onerror = failed
      document.head.append(script)
    })
  }

  async function addresses(lang) {
    var model = await (await fetch("/handbook.json")).json()
    return new Map(model.pages.map(function (page) { return ["/" + page.url[lang], page.id] }))
  }

  function unique(ids) { return ids.filter(function (id, place) { return id && ids.indexOf(id) === place }) }

  async function ours(lang) {
    var engine
    if (!window.handbookSearch) await load("/assets/search/engine.js")
    window.handbookIndex = function (data) { engine = window.handbookSearch.create(data) }
    window.handbookTexts = function (texts) { engine.fill(texts) }
    await load("/search/index." + lang + ".js")
    await load("/search/texts." + lang + ".js")
    return engine
  }

  /** The same texts by section in MiniSearch: as VitePress sets it up, or with our words, suffixes and synonyms. */
  function miniSearch(own) {
    return async function (lang) {
      var engine = await ours(lang)
      if (!window.MiniSearch) await load("/bench/minisearch.js")
      function plain(word) { return own ? engine.stem(engine.spoken(word)[0] || "") : word.toLowerCase() }
      function suffixes(word) {
        var root = plain(word), found = [root]
        for (var at = 1; own && root.length - at > 3; at++) found.push(root.slice(at))
        return found.filter(Boolean)
      }
      var index = new window.MiniSearch({
        fields: ["title", "keywords", "summary", "heading", "text"], processTerm: suffixes, tokenize: function (text) { return text.match(/[\p{L}\p{N}]+/gu) || [] },
        searchOptions: { processTerm: plain, prefix: true, fuzzy: 0.2, boost: { title: 4, keywords: 3, heading: 2, summary: 1.5 } }
      })
      engine.pages.forEach(function (page) {
        var head = { title: engine.text(page.title), keywords: engine.text(page.keywords), summary: engine.text(page.summary) }
        page.sections.concat({ heading: [], text: [] }).forEach(function (part, place) {
          index.add(Object.assign({ id: page.number + " " + place, heading: engine.text(part.heading), text: engine.text(part.text) }, place ? {} : head))
        })
      })
      function find(query) {
        if (!own) return index.search(query)
        var said = engine.spoken(query), roots = said.map(engine.stem)
        var more = engine.synonyms.filter(function (group) {
          return group[0].some(function (phrase) { return engine.spoken(phrase).every(function (word) { return roots.includes(engine.stem(word)) }) })
        }).map(function (group) { return { queries: group[1], combineWith: "OR", boostTerm: function () { return 0.7 } } })
        return index.search({ combineWith: "OR", queries: said.concat(more) })
      }
      return async function (query) {
        var sums = new Map()
        find(query).forEach(function (hit) { // a page counts with its best section and a little of the others
          var page = Number(String(hit.id).split(" ")[0]), known = sums.get(page) || 0
          sums.set(page, known + (known ? 0.2 : 1) * hit.score)
        })
        return Array.from(sums).sort(function (a, b) { return b[1] - a[1] }).map(function (entry) { return engine.pages[entry[0]].id }).filter(Boolean)
      }
    }
  }

  /** The theme's own worker and index, as static-i18n leaves them; messages: 0 set up, 1 ready, 2 query, 3 result. */
  async function material(lang) {
    var ids = new Map([...await addresses("de"), ...await addresses("en")])
    var site = JSON.parse(await (await fetch("/stock.json")).text())
    var worker = new Worker("/stock/" + site.worker)
    var data = await (await fetch("/stock/search/search_index.json")).json()
    function hear(type) {
      return new Promise(function (done) { worker.onmessage = function (event) { if (event.data.type === type) done(event.data.data) } })
    }
    var ready = hear(1)
    worker.postMessage({ type: 0, data: { config: data.config, docs: data.docs, options: { suggest: false } } })
    await ready
    var prefix = lang === "de" ? "/" : "/en/"
    return async function (query) {
      var heard = hear(3)
      worker.postMessage({ type: 2, data: query })
      var found = (await heard).items.map(function (group) { return "/" + group[0].location.split("#")[0] })
      // Hits of the other language keep their place: the reader has to skip them.
      return unique(found.map(function (url) { return url.startsWith("/en/") === (prefix === "/en/") ? ids.get(url) || url : url }))
    }
  }

  async function pagefind(lang) {
    var ids = await addresses(lang)
    document.documentElement.lang = lang
    var engine = await import("/pagefind/pagefind.js?" + lang)
    await engine.init()
    return async function (query) {
      var found = (await engine.search(query)).results.slice(0, 10)
      var data = await Promise.all(found.map(function (hit) { return hit.data() }))
      return unique(data.map(function (hit) { return ids.get(hit.url.replace(/^.*?\/\/[^/]+/, "")) || hit.url }))
    }
  }

  async function own(lang) {
    var engine = await ours(lang)
    return async function (query) { return engine.rank(query).hits.map(function (hit) { return hit.page.id }).filter(Boolean) }
  }

  return { ours: own, mini: miniSearch(false), "mini, our words": miniSearch(true), Material: material, Pagefind: pagefind }
})()
