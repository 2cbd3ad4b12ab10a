// As the documentation has it: what comes from the calculator's folder may run.
if (window.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createScriptURL: (url) => (url.startsWith("%BASE%/") ? url : null),
  });
}
