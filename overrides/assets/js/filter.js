/* Filters for two wide tables: the responsibility matrix by role (#R-04), the overview of cases by what its cells name (#filter=T-02.stage-1-3).
   The choices stand in the page (handbook/finish/filters.py) and are kept in the address behind #, nowhere else: back and forward are the browser's,
   the address is a link to what is shown. Without this script both tables are complete. */
(function () {
  "use strict"
  var handbook = window.handbook, make = handbook.make, fill = handbook.fill, words = handbook.words()
  var bar = document.querySelector(".hb-filter")
  if (!bar) return
  var choices = list(bar.querySelectorAll("select")), count = bar.querySelector(".hb-filter__count"), reset = bar.querySelector("button")

  function list(nodes) { return Array.prototype.slice.call(nodes) }
  function chosen() { return choices.map(function (choice) { return choice.value }) }
  function wanted() { try { return decodeURIComponent(location.hash.slice(1)) } catch (error) { return "" } }

  /** Follow the address now and whenever it changes; `keys` says what the address names, `address` what it shall be, `show` does it. */
  function follow(keys, address, show) {
    function read() {
      var found = keys(wanted())
      choices.forEach(function (choice) {
        choice.value = list(choice.options).map(function (option) { return option.value }).find(function (value) { return value && found.indexOf(value) >= 0 }) || ""
      })
      show()
    }
    function write() {
      history.pushState(null, "", location.href.split("#")[0] + address(chosen()))
      show()
    }
    choices.forEach(function (choice) { choice.addEventListener("change", write) })
    if (reset) reset.addEventListener("click", function () { choices.forEach(function (choice) { choice.value = "" }); write(); choices[0].focus() })
    addEventListener("hashchange", read)
    addEventListener("pageshow", read) // a browser may bring back the choices of the last visit
    read()
  }

  // --- the matrix: one role's column, and the processes in which it has a part ---

  function matrix(table) {
    var rows = list(table.tBodies[0].rows), heads = list(table.tHead.rows[0].cells)
    var roles = heads.slice(1).map(function (head) { return head.textContent.trim() })
    list(table.querySelectorAll(".raci")).forEach(function (letter) { letter.after(make("span", { class: "hb-raci-word" }, [" " + words[letter.textContent]])) })
    follow(function (hash) { return [hash] }, function (values) { return values[0] && "#" + values[0] }, function () {
      var at = roles.indexOf(chosen()[0]) + 1, shown = 0
      rows.concat(table.tHead.rows[0]).forEach(function (row) {
        list(row.cells).forEach(function (cell, place) { cell.hidden = Boolean(at && place && place !== at) })
      })
      rows.forEach(function (row) {
        row.hidden = Boolean(at) && !row.cells[at].querySelector(".raci")
        shown += !row.hidden
      })
      table.classList.toggle("hb-one", Boolean(at))
      count.textContent = at ? fill(words.count, { shown: shown, all: rows.length }) : words.note
    })
  }

  // --- the cases: one choice for every column whose cells hold values ---

  function keys(row) {
    return list(row.querySelectorAll(".value")).reduce(function (all, value) {
      return all.concat(value.dataset.keys.split("|").map(function (entry) { return entry.split("=")[0] }))
    }, [])
  }

  function cases(table) {
    var rows = list(table.tBodies[0].rows)
    follow(function (hash) { return /^filter=/.test(hash) ? hash.slice(7).split(".") : [] }, function (values) {
      var given = values.filter(Boolean)
      return given.length ? "#filter=" + given.join(".") : ""
    }, function () {
      var given = chosen().filter(Boolean), shown = 0
      rows.forEach(function (row) {
        var found = keys(row)
        row.hidden = !given.every(function (key) { return found.indexOf(key) >= 0 })
        shown += !row.hidden
      })
      count.textContent = shown ? fill(words.count, { shown: shown, all: rows.length }) : words.none
      reset.hidden = !given.length
    })
  }

  list(document.querySelectorAll("table.matrix")).forEach(matrix)
  list(document.querySelectorAll("table.cases")).forEach(cases)
})()
