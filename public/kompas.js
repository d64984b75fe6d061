/*
 * What the window needs around Chainlit's own front end: the language and its switch, the words on
 * the first screen, and names for the buttons that only have a picture. It reads no conversation.
 */
(() => {
  'use strict';

  const COOKIE = 'kompas_language';
  const TAGS = { nl: 'nl-NL', en: 'en-US' };
  const kompas = (window.kompas = window.kompas || {});
  kompas.live = 0; // how many replies are on screen; they can change the language in place

  // -- the language --------------------------------------------------------------------------

  const browserLanguage = navigator.language || '';

  function chosenLanguage() {
    const found = document.cookie.match(new RegExp(`(?:^|; )${COOKIE}=(nl|en)`));
    if (found) return found[1];
    return browserLanguage.toLowerCase().split('-')[0] === 'nl' ? 'nl' : 'en';
  }

  let language = chosenLanguage();
  document.documentElement.lang = language;
  // Chainlit asks the browser again each time it needs the language; this is the one place to say it.
  Object.defineProperty(navigator, 'language', {
    configurable: true,
    get: () => TAGS[language]
  });
  // Light or dark as the device has it, until somebody chooses.
  try {
    if (!localStorage.getItem('vite-ui-theme')) localStorage.setItem('vite-ui-theme', 'system');
  } catch {
    /* without storage Chainlit takes its default */
  }

  function switchLanguage(next) {
    if (next === language) return;
    document.cookie = `${COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`;
    keepDraft();
    language = next;
    document.documentElement.lang = next;
    if (kompas.live > 0) {
      // Chainlit passes this on to the server.
      window.postMessage({ kompas_language: next }, window.location.origin);
      window.dispatchEvent(new CustomEvent('kompas:language', { detail: next }));
      loadTexts();
    } else {
      window.location.reload();
    }
  }

  // -- what somebody was typing --------------------------------------------------------------

  const DRAFT = 'kompas-draft';

  function inputBox() {
    return document.getElementById('chat-input');
  }

  kompas.putInBox = (text) => {
    const box = inputBox();
    if (!box) return false;
    const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    setter.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
    return true;
  };

  function keepDraft() {
    const text = inputBox()?.value;
    if (text) sessionStorage.setItem(DRAFT, text);
  }

  function restoreDraft() {
    const text = sessionStorage.getItem(DRAFT);
    const box = inputBox();
    if (!text || !box || box.value) return;
    kompas.putInBox(text);
  }

  // While the page connects, Chainlit may empty the box once more: what was written is kept until
  // somebody goes on with it.
  for (const kind of ['keydown', 'input', 'click']) {
    window.addEventListener(
      kind,
      (event) => {
        const goesOn = event.target instanceof Element && event.target.closest('#chat-input, #chat-submit');
        if (event.isTrusted && goesOn) sessionStorage.removeItem(DRAFT);
      },
      true
    );
  }

  // In its question before a new conversation, Chainlit takes Enter on any button for a yes and
  // keeps Tab and the space bar from working. Here every key does what it does elsewhere.
  window.addEventListener(
    'keydown',
    (event) => {
      const inside = event.target instanceof Element && event.target.closest('#new-chat-dialog');
      if (inside && event.key !== 'Escape') event.stopPropagation();
    },
    true
  );

  // -- the words of the page -----------------------------------------------------------------

  let texts = null;

  async function loadTexts() {
    try {
      const answer = await fetch(`/kompas/window?language=${language}`);
      texts = await answer.json();
      document.querySelectorAll('.kompas-own').forEach((node) => node.remove());
      dress();
    } catch {
      /* the line under the input box still says that this is AI */
    }
  }

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function addSwitch() {
    const buttons = document.querySelector('#header > div:last-child');
    if (!buttons || document.getElementById('kompas-language')) return;
    const group = make('div', {
      id: 'kompas-language',
      class: 'kompas-own',
      role: 'group',
      'aria-label': texts.switch
    });
    for (const [code, name] of [
      ['nl', 'Nederlands'],
      ['en', 'English']
    ]) {
      const button = make(
        'button',
        {
          type: 'button',
          id: `kompas-language-${code}`,
          lang: code,
          title: name,
          'aria-label': name,
          'aria-pressed': String(code === language)
        },
        code.toUpperCase()
      );
      button.addEventListener('click', () => switchLanguage(code));
      group.append(button);
    }
    buttons.prepend(group);
  }

  function addBrand() {
    const left = document.querySelector('#header > div:first-child');
    if (!left || document.getElementById('kompas-brand')) return;
    left.append(make('div', { id: 'kompas-brand', role: 'img', 'aria-label': 'Kompas' }));
  }

  function addWelcome() {
    const screen = document.getElementById('welcome-screen');
    if (!screen || document.getElementById('kompas-welcome')) return;
    const logo = screen.querySelector('.logo');
    const welcome = make(
      'div',
      { id: 'kompas-welcome', class: 'kompas-own' },
      make('h1', {}, texts.tagline),
      make('p', {}, texts.intro)
    );
    logo ? logo.after(welcome) : screen.prepend(welcome);
    const starters = screen.querySelector('#starters');
    const disclosure = make(
      'div',
      { id: 'kompas-disclosure', class: 'kompas-own', role: 'note' },
      ...texts.disclosure.map((sentence) => make('p', {}, sentence))
    );
    const heading = make('h2', { id: 'kompas-starters', class: 'kompas-own' }, texts.starters);
    if (starters) {
      starters.before(disclosure, heading);
    } else {
      screen.append(disclosure);
    }
  }

  function nameThemes() {
    document.querySelectorAll('#starters button').forEach((button) => {
      const question = button.querySelector('p');
      const picture = button.querySelector('img');
      if (picture) picture.alt = '';
      if (!question || question.querySelector('.kompas-theme')) return;
      const theme = texts.themes[question.textContent];
      if (theme) question.prepend(make('span', { class: 'kompas-theme kompas-own' }, theme));
    });
  }

  function nameButtons() {
    const name = (selector, text) =>
      document.querySelectorAll(selector).forEach((node) => {
        if (node.getAttribute('aria-label') !== text) node.setAttribute('aria-label', text);
      });
    name('#chat-submit', texts.send);
    name('#stop-button', texts.stop);
    name('#new-chat-button', texts.new_chat);
    name('#theme-toggle', texts.theme_toggle);
    name('#side-view-title button', texts.close);
    name('.absolute.bottom-4 > button', texts.scroll_down);
    document.querySelectorAll('[role="dialog"] .sr-only').forEach((node) => {
      if (node.textContent === 'Close') node.textContent = texts.close;
    });
    document.querySelectorAll('[role="dialog"]:has(#side-view-content)').forEach((node) => {
      if (node.getAttribute('aria-labelledby') !== 'side-view-title') {
        node.setAttribute('aria-labelledby', 'side-view-title');
      }
    });
    const logo = document.querySelector('#welcome-screen .logo');
    if (logo && logo.alt !== 'Kompas') logo.alt = 'Kompas';
    const box = inputBox();
    if (box && !box.getAttribute('aria-label')) box.setAttribute('aria-label', box.placeholder);
  }

  function dress() {
    restoreDraft();
    if (!texts) return;
    addSwitch();
    addWelcome();
    addBrand();
    nameThemes();
    nameButtons();
  }

  let asked = false;
  new MutationObserver(() => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      dress();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });

  loadTexts();
})();
