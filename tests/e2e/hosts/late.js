// Inserts, moves and removes a widget, and writes down what it tells.
document.addEventListener("DOMContentLoaded", function () {
  var place = function (id) {
    return document.getElementById(id);
  };
  var insert = function (mode) {
    // Properties are set before the element is in the page, and maybe before it is defined.
    var widget = document.createElement("skill-subsidy");
    widget.mode = mode;
    widget.region = "zibo";
    widget.lock = "region";
    place("left").appendChild(widget);
  };
  var actions = {
    frame: function () {
      insert("frame");
    },
    inline: function () {
      insert("inline");
    },
    move: function () {
      var widget = document.querySelector("skill-subsidy");
      var to = widget.parentNode.id === "left" ? "right" : "left";
      place(to).appendChild(widget);
    },
    remove: function () {
      document.querySelector("skill-subsidy").remove();
    },
  };
  Object.keys(actions).forEach(function (name) {
    place(name).addEventListener("click", actions[name]);
  });
  ["ready", "resize", "progress", "complete"].forEach(function (type) {
    document.addEventListener("skill-subsidy-" + type, function (event) {
      var line = document.createElement("li");
      line.textContent = type + " " + JSON.stringify(event.detail);
      place("events").appendChild(line);
    });
  });
});
