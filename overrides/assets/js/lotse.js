/* The conflict guide, one question at a time. It reads the questions, answers and results from the page itself (handbook/weave/lotse.py) and keeps the answers
   in the address behind #, nowhere else: back and forward are the browser's, a link to a result is the address. Without this script the page is read. */
(function () {
  "use strict"
  var root = document.documentElement
  root.dataset.lotse = "wait" // in the head: until the guide stands, neither its text nor what follows shows, so nothing moves
  var narrow = matchMedia("(max-width: 59.984375em)")
  var handbook = window.handbook, make = handbook.make, fill = handbook.fill
  var words, place, text, questions, outcomes, title

  function list(nodes) { return Array.prototype.slice.call(nodes) }

  // --- the rules, from the page ---

  function body(heading) {
    var found = []
    for (var next = heading.nextElementSibling; next && !/^H[1-3]$/.test(next.tagName); next = next.nextElementSibling) found.push(next)
    return found
  }

  function name(heading) { return heading.firstChild.textContent.trim() }

  function answer(item) {
    var link = item.querySelector("a[data-answer]"), note = item.querySelector(".note")
    return { id: link.dataset.answer, text: link.textContent, axis: link.dataset.axis, level: Number(link.dataset.level), target: link.getAttribute("href").slice(1), note: note }
  }

  function read() {
    questions = list(text.querySelectorAll("h3[id^=frage-]")).map(function (heading) {
      var parts = body(heading), choices = parts.find(function (part) { return part.querySelector("[data-answer]") })
      return { id: heading.id, title: name(heading).replace(/^.*?: /, ""), parts: parts.filter(function (part) { return part !== choices }), answers: list(choices.children).map(answer) }
    })
    outcomes = {}
    list(text.querySelectorAll("h3[id^=ergebnis-]")).forEach(function (heading) {
      outcomes[heading.id] = { id: heading.id, title: name(heading), parts: body(heading), from: Number(heading.dataset.from), to: Number(heading.dataset.to), klass: heading.dataset.class, summed: "from" in heading.dataset }
    })
  }

  /** The answers given, as far as their ids are known: "nein.streit" -> [{question, answer}, ...]. */
  function given(ids) {
    var steps = []
    ids.forEach(function (id) {
      var last = steps[steps.length - 1]
      if (last && outcomes[last.answer.target]) return
      var question = questions[steps.length]
      var found = question && question.answers.find(function (entry) { return entry.id === id })
      if (found) steps.push({ question: question, answer: found })
    })
    return steps
  }

  function points(steps) {
    var axes = {}
    steps.forEach(function (step) { if (step.answer.axis) axes[step.answer.axis] = Math.max(axes[step.answer.axis] || 0, step.answer.level) })
    return Object.keys(axes).reduce(function (sum, axis) { return sum + axes[axis] }, 0)
  }

  function outcome(steps) {
    var last = steps[steps.length - 1]
    if (last && outcomes[last.answer.target]) return outcomes[last.answer.target]
    if (steps.length < questions.length) return null
    var sum = points(steps)
    return Object.keys(outcomes).map(function (id) { return outcomes[id] }).find(function (entry) { return entry.summed && entry.from <= sum && sum <= entry.to })
  }

  /** The one way to a question or a result, where there is only one. */
  function wayTo(target) {
    var ways = []
    ;(function walk(ids, question) {
      if (!question) return
      question.answers.forEach(function (entry) {
        var here = ids.concat(entry.id)
        if (entry.target === target) ways.push(here)
        else if (!outcomes[entry.target] && ways.length < 2) walk(here, questions[here.length])
      })
    })([], questions[0])
    return ways.length === 1 ? ways[0] : null
  }

  // --- what the reader sees ---

  function address(ids) { return "#lotse=" + ids.join(".") }
  function ids(steps) { return steps.map(function (step) { return step.answer.id }) }
  function copies(nodes) { return nodes.map(function (node) { var copy = node.cloneNode(true); list(copy.querySelectorAll("[id]")).forEach(function (part) { part.removeAttribute("id") }); return copy }) }
  function heading(string) { title = make("h2", { id: "hb-lotse-title", class: "hb-lotse__title", tabindex: "-1" }, [string]); return title }

  function question(steps, stale) {
    var asked = questions[steps.length]
    var dots = make("span", { class: "hb-lotse__dots", "aria-hidden": "true" }, questions.map(function (_, at) { return make("i", { class: at < steps.length ? "done" : at === steps.length ? "now" : "" }) }))
    return [
      make("p", { class: "hb-lotse__count" }, [dots, fill(words.count, { number: steps.length + 1, all: questions.length })])
    ].concat(stale ? [make("p", { class: "hb-lotse__stale" }, [words.old])] : [], [heading(asked.title)], copies(asked.parts), [
      make("ul", { class: "hb-lotse__answers" }, asked.answers.map(function (entry) {
        return make("li", {}, [make("a", { href: address(ids(steps).concat(entry.id)), "data-answer": entry.id }, [entry.text])])
      })),
      tools(steps, [])
    ])
  }

  function result(found, steps) {
    var parts = copies(found.parts), label = parts.map(function (part) { return part.querySelector(".class") }).find(Boolean)
    var told = make("p", { role: "status" }), link = make("pre", { tabindex: "0", hidden: true })
    var kind = words.result + (found.klass && label ? ": " + label.textContent.replace(/\.$/, "") : "")
    if (label) label.remove()
    var notes = steps.filter(function (step) { return step.answer.note }).map(function (step) { return make("li", {}, copies(list(step.answer.note.childNodes).filter(Boolean).map(wrapped))) })
    var rest = [make("p", { class: "hb-lotse__kind", "data-class": found.klass || "" }, [kind]), heading(found.title)].concat(parts)
    rest.push.apply(rest, copies([document.querySelector("#ergebnisse + p")]).map(function (part) { part.className = "hb-lotse__two"; return part }))
    if (notes.length) rest.push(make("h3", {}, [words.note]), make("ul", {}, notes))
    if (steps.length) rest.push(make("h3", {}, [words.answers]), trail(steps), make("p", { class: "hb-lotse__sum" }, [found.summed ? fill(words.sum, { sum: points(steps), most: most() }) : words.direct]))
    rest.push(make("div", { class: "hb-sign", "aria-hidden": "true" }, [words.date, words.first, words.second].map(function (line) { return make("span", {}, [line]) })))
    rest.push(tools(steps, [
      button(words.print, function () { handbook.print("lotse") }),
      button(words.copy, function () {
        handbook.copy(location.href).then(function (worked) { told.textContent = worked ? words.copied : words.link; link.textContent = location.href; link.hidden = worked })
      })
    ]), told, link)
    return rest
  }

  function wrapped(node) { return node.nodeType === 1 ? node : make("span", {}, [node.textContent]) }
  function most() { return Object.keys(outcomes).reduce(function (high, id) { return outcomes[id].summed ? Math.max(high, outcomes[id].to) : high }, 0) }

  function trail(steps) {
    return make("ol", { class: "hb-lotse__trail" }, steps.map(function (step, at) {
      return make("li", {}, [step.question.title + " ", make("a", { href: address(ids(steps.slice(0, at))) }, [step.answer.text])])
    }))
  }

  function button(string, act) { return make("button", { type: "button", class: "hb-button hb-tool", on: { click: act } }, [string]) }

  function tools(steps, more) {
    var back = steps.length ? [make("a", { class: "hb-button hb-tool", href: address(ids(steps.slice(0, -1))), "data-hb-back": true }, [words.back])] : []
    var again = steps.length ? [make("a", { class: "hb-button hb-tool", href: address([]) }, [words.restart])] : []
    return make("p", { class: "hb-tools" }, back.concat(again, more))
  }

  // --- moving ---

  function render() {
    var hash = decodeURIComponent(location.hash.slice(1)), steps = [], stale = false, direct = null
    if (/^lotse=/.test(hash)) {
      var wanted = hash.slice(6).split(".").filter(Boolean)
      steps = given(wanted)
      stale = steps.length < wanted.length
    } else if (/^(frage|ergebnis)-/.test(hash)) {
      var way = wayTo(hash)
      if (way) { steps = given(way); if (outcomes[hash]) history.replaceState(null, "", address(way)) } else direct = outcomes[hash] || null
    }
    if (hash === "punkte") return read_all()
    var found = direct || outcome(steps)
    place.replaceChildren.apply(place, found ? result(found, steps) : question(steps, stale))
    place.append(make("p", { class: "hb-lotse__all" }, [button(words.all, read_all)]))
    root.dataset.lotse = "on"
  }

  function moved() {
    if (root.dataset.lotse === "all" && !/^#lotse=/.test(location.hash)) return // the reader follows the links of the text
    if (location.hash && !/^#(lotse=|frage-|ergebnis-)/.test(location.hash)) return
    render()
    title.focus({ preventScroll: true })
    if (narrow.matches || place.getBoundingClientRect().top < 0) place.scrollIntoView()
  }

  function read_all() { root.dataset.lotse = "all" }

  document.addEventListener("DOMContentLoaded", function () {
    place = document.querySelector("[data-hb-lotse]")
    text = document.querySelector(".hb-lotse-text")
    if (!place || !text) return delete root.dataset.lotse
    words = handbook.words()
    place.className = "hb-lotse"
    place.setAttribute("role", "group")
    place.setAttribute("aria-labelledby", "hb-lotse-title")
    text.prepend(make("p", { class: "hb-lotse__all" }, [button(words.guided, function () { if (location.hash && location.hash !== "#lotse=") location.hash = "#lotse="; else render() })]))
    read()
    render()
    addEventListener("hashchange", moved)
  })
})()
