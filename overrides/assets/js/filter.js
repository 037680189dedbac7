/* Filters for two wide tables: the responsibility matrix by role, the overview of cases by what its cells name. Without this script both are complete. */
(function () {
  "use strict"
  var handbook = window.handbook, make = handbook.make, fill = handbook.fill

  function list(nodes) { return Array.prototype.slice.call(nodes) }

  function select(id, text, options, act) {
    var choice = make("select", { id: id, on: { change: act } }, options.map(function (option) { return make("option", { value: option[0] }, [option[1]]) }))
    return { choice: choice, field: make("div", { class: "hb-filter__field" }, [make("label", { for: id }, [text]), choice]) }
  }

  function bar(before, parts) {
    before.before(make("div", { class: "hb-filter", role: "group" }, parts))
  }

  // --- the matrix: one role's column, and the processes in which it has a part ---

  function matrix(table) {
    var words = handbook.words()
    var rows = list(table.tBodies[0].rows), heads = list(table.tHead.rows[0].cells)
    var names = {}
    list(document.querySelectorAll("#rollen + ul a")).forEach(function (link) { names[link.textContent.trim().split(" ")[0]] = link.textContent.trim() })
    var roles = heads.slice(1).map(function (head) { return head.textContent.trim() })
    var count = make("p", { class: "hb-filter__count", role: "status" })
    var role = select("hb-role", words.role, [["", words.all]].concat(roles.map(function (id) { return [id, names[id] || id] })), function () {
      history.replaceState(null, "", role.choice.value ? "#" + role.choice.value : location.href.split("#")[0])
      apply()
    })
    list(table.querySelectorAll(".raci")).forEach(function (letter) { letter.after(make("span", { class: "hb-raci-word" }, [" " + words[letter.textContent]])) })
    function apply() {
      var at = roles.indexOf(role.choice.value) + 1, shown = 0
      rows.concat(table.tHead.rows[0]).forEach(function (row) {
        list(row.cells).forEach(function (cell, place) { cell.hidden = Boolean(at && place && place !== at) })
      })
      rows.forEach(function (row) {
        row.hidden = Boolean(at) && !row.cells[at].querySelector(".raci")
        shown += !row.hidden
      })
      table.classList.toggle("hb-one", Boolean(at))
      count.textContent = at ? fill(words.count, { shown: shown, all: rows.length }) : words.note
    }
    function read() {
      var wanted = decodeURIComponent(location.hash.slice(1))
      if (roles.indexOf(wanted) >= 0) role.choice.value = wanted
      apply()
    }
    bar(table.closest(".hb-scroll") || table, [role.field, count])
    addEventListener("hashchange", read)
    read()
  }

  // --- the cases: one choice for every column whose cells hold values ---

  function keys(cell) {
    return list(cell.querySelectorAll(".value")).reduce(function (all, value) { return all.concat((value.dataset.keys || value.textContent).split("|")) }, [])
  }

  function cases(table) {
    var words = handbook.words()
    var rows = list(table.tBodies[0].rows), columns = []
    var count = make("p", { class: "hb-filter__count", role: "status" })
    var reset = make("button", { type: "button", class: "hb-button hb-tool", on: { click: function () { columns.forEach(function (column) { column.choice.value = "" }); apply() } } }, [words.reset])
    list(table.tHead.rows[0].cells).forEach(function (head, place) {
      var found = rows.reduce(function (all, row) { return all.concat(keys(row.cells[place])) }, [])
      var values = found.filter(function (value, at) { return found.indexOf(value) === at }).sort(function (a, b) { return a.localeCompare(b, document.documentElement.lang) })
      if (!values.length) return
      var made = select("hb-filter-" + place, head.textContent.trim(), [["", words.all]].concat(values.map(function (value) { return [value, value] })), apply)
      columns.push({ place: place, choice: made.choice, field: made.field })
    })
    function apply() {
      var shown = 0
      rows.forEach(function (row) {
        row.hidden = columns.some(function (column) { return column.choice.value && keys(row.cells[column.place]).indexOf(column.choice.value) < 0 })
        shown += !row.hidden
      })
      count.textContent = shown ? fill(words.count, { shown: shown, all: rows.length }) : words.none
      reset.hidden = columns.every(function (column) { return !column.choice.value })
    }
    bar(table.closest(".md-typeset__scrollwrap") || table, columns.map(function (column) { return column.field }).concat([make("div", { class: "hb-filter__end" }, [count, reset])]))
    document.querySelector(".hb-filter").setAttribute("aria-label", words.title)
    addEventListener("pageshow", apply) // a browser may bring back the choices of the last visit
    apply()
  }

  list(document.querySelectorAll("table.matrix")).forEach(matrix)
  list(document.querySelectorAll("table.cases")).forEach(cases)
})()
