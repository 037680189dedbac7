/* Small helps for the frame of a page. Everything stays readable without it. No third party; stores one key, and only after a choice of the reader. */
(function () {
  "use strict"
  var root = document.documentElement
  var key = "handbook.scheme"
  var narrow = matchMedia("(max-width: 76.234375em)")
  var german = root.lang !== "en"

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)) }
  function on(selector, type, act) { all(selector).forEach(function (element) { element.addEventListener(type, act) }) }
  function stored() { try { return localStorage.getItem(key) || "" } catch (error) { return "" } }
  function paint(scheme) { if (scheme) root.dataset.scheme = scheme; else delete root.dataset.scheme }

  paint(stored()) // in the head, before the first paint

  function scheme() {
    all("[data-hb-scheme] input").forEach(function (input) {
      input.checked = input.value === stored()
      input.addEventListener("change", function () {
        try { if (input.value) localStorage.setItem(key, input.value); else localStorage.removeItem(key) } catch (error) { /* the choice then lasts for this page */ }
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

  function tables() {
    all(".hb-scroll, .md-typeset__scrollwrap").forEach(function (box) {
      var wide = box.scrollWidth > box.clientWidth + 1
      if (wide && !box.hasAttribute("tabindex")) {
        box.tabIndex = 0
        box.setAttribute("role", "group")
        box.setAttribute("aria-label", german ? "Tabelle, seitlich verschiebbar" : "Table, scrolls sideways")
      }
    })
  }

  function here() {
    var link = document.querySelector(".hb-nav [aria-current=page]")
    var box = document.querySelector("#hb-nav .md-sidebar__scrollwrap")
    if (!link || !box) return
    var top = link.getBoundingClientRect().top - box.getBoundingClientRect().top
    if (top < 60 || top > box.clientHeight - 60) box.scrollTop += top - box.clientHeight / 3
  }

  document.addEventListener("DOMContentLoaded", function () {
    // Material asks for a sitemap beside every language link and may then redirect clicks. The space hides the links from it, and from nothing else.
    all("link[rel=alternate]").forEach(function (link) { link.setAttribute("rel", "alternate ") })
    scheme()
    drawer()
    on("[data-hb-language]", "click", function (event) { if (location.hash) event.currentTarget.hash = location.hash })
    on("[data-hb-print]", "click", function (event) {
      root.dataset.print = event.currentTarget.dataset.hbPrint // "fields": the blank form alone
      print()
      delete root.dataset.print
    })
    tables()
    addEventListener("resize", tables)
    addEventListener("load", function () { requestAnimationFrame(here) })
    new MutationObserver(tables).observe(document.body, { childList: true, subtree: true })
  })
})()
