// Runs before the first paint, in a file of its own because the content security policy refuses inline scripts:
// without it a dark page would flash white, and a German one would be announced as English.
(function () {
  var root = document.documentElement;
  var scheme = null;
  var language = null;
  try {
    scheme = localStorage.getItem('hub.theme');
    language = localStorage.getItem('hub.language');
  } catch (refused) {
    // Storage is switched off: the system's colours and the browser's language hold.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-mantine-color-scheme', scheme);
  root.lang = language || (navigator.language || 'en').slice(0, 2);
})();
