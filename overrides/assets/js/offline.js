/* On the page about privacy: whether this device keeps pages to read without a network. */
(function () {
  "use strict"
  var handbook = window.handbook, make = handbook.make, place = document.querySelector("[data-hb-offline]")
  if (!place || !handbook.offline) return
  var words = handbook.words(), told = make("p", { role: "status" })
  var box = make("input", { type: "checkbox", id: "hb-offline", on: { change: function () {
    handbook.offline.set(box.checked).then(function (worked) { told.textContent = worked ? (box.checked ? words.kept : words.erased) : words.refused })
  } } })
  box.checked = handbook.offline.on()
  place.className = "hb-ticks-remember"
  place.append(box, make("label", { for: "hb-offline" }, [words.keep]), told)
})()
