// What libraries of 2008 do to a page, and what careless scripts do besides.
Object.prototype.bar = "bar";
Object.prototype.type = "ready";
Object.prototype.root = "root";
Object.prototype.cancelable = true;
Object.prototype.each = function () {};
Array.prototype.foo = "foo";
Array.prototype.last = function () {
  return this[this.length - 1];
};
Array.prototype.toJSON = function () {
  return "[]";
};
Array.from = function (items) {
  return items && items.toArray ? items.toArray() : [];
};
Function.prototype.extend = function () {};
String.prototype.escapeHTML = function () {
  return "";
};
var name = "portal";
var status = "ok";
var base = "elsewhere";
var origin = "nobody";
addEventListener("error", function (event) {
  document.getElementById("faults").append(event.message + "\n");
});
addEventListener("unhandledrejection", function (event) {
  document.getElementById("faults").append(event.reason + "\n");
});
