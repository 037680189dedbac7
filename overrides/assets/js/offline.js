/* The reader's switch for reading without a network, beside the words that explain it; it stands in the page (handbook/finish/tools.py). */
(function () {
  "use strict"
  var handbook = window.handbook, offline = handbook.offline, place = document.querySelector("[data-hb-offline]")
  if (!place) return
  var words = handbook.words(), button = place.querySelector("button"), told = place.querySelector("p"), keep = button.textContent, kept = false

  function show(count) {
    kept = count !== null
    button.textContent = kept ? words.erase : keep
    button.disabled = false
    return kept ? handbook.fill(words.kept, { count: count }) : ""
  }

  button.addEventListener("click", function () {
    var erasing = kept
    button.disabled = true
    told.textContent = erasing ? "" : words.busy
    ;(erasing ? offline.erase() : offline.keep()).then(function (worked) {
      return offline.count().then(function (count) {
        var state = show(count)
        told.textContent = !worked ? words.failed : erasing ? words.erased : state
        button.focus()
      })
    })
  })
  if (offline) offline.count().then(function (count) { told.textContent = show(count) || told.textContent })
  else { button.disabled = true; told.textContent = words.impossible }
})()
