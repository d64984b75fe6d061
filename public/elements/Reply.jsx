// One reply of the coach. The reply itself is in the metadata of the message the element belongs
// to; texts are rendered as texts, so nothing in them can become markup.
import { useEffect, useRef, useState } from 'react';
import { useRecoilValue, useSetRecoilState } from 'recoil';

import { configState, messagesState, sideViewState, useChatData } from '@chainlit/react-client';

const kompas = (window.kompas = window.kompas || { live: 0 });

// The source is evaluated anew on every change around it. Kept here, the component stays the same
// component, and keeps its focus and its state.
if (!kompas.Reply) {
  const findMessage = (messages, id) => {
    for (const message of messages || []) {
      if (message.id === id) return message;
      const found = findMessage(message.steps, id);
      if (found) return found;
    }
    return undefined;
  };

  const lastReply = (messages) => {
    let last;
    for (const message of messages || []) {
      if (message.metadata?.kompas) last = message;
      last = lastReply(message.steps) || last;
    }
    return last;
  };

  const Chips = ({ marks, citations, onOpen }) =>
    marks.map((n) => {
      const citation = citations[n];
      if (!citation) return null;
      return (
        <a
          key={n}
          href="#"
          className="element-link kompas-chip"
          aria-label={`${citation.panel}: ${citation.title}`}
          title={`${citation.title} · ${citation.heading}`}
          data-citation={n}
          onClick={(event) => {
            event.preventDefault();
            onOpen(citation, event.currentTarget);
          }}
        >
          {n}
        </a>
      );
    });

  const Sentences = ({ sentences, ...rest }) =>
    sentences.map((sentence, index) => {
      // The last word and its numbers stay on one line.
      const cut = sentence.marks.length ? sentence.text.lastIndexOf(' ') + 1 : sentence.text.length;
      return (
        <span key={index} className="kompas-sentence" data-lane={sentence.lane}>
          {sentence.text.slice(0, cut)}
          {sentence.marks.length ? (
            <span className="kompas-tail">
              {sentence.text.slice(cut)}{' '}
              <Chips marks={sentence.marks} {...rest} />
            </span>
          ) : null}{' '}
        </span>
      );
    });

  const Block = ({ block, labels, ...rest }) => {
    const { kind, sentences } = block;
    if (kind === 'item') {
      return (
        <ul className="kompas-list">
          {sentences.map((sentence, index) => (
            <li key={index} data-lane={sentence.lane}>
              <Sentences sentences={[sentence]} {...rest} />
            </li>
          ))}
        </ul>
      );
    }
    if (kind === 'experiment') {
      return (
        <section className="kompas-experiment" aria-label={labels.experiment}>
          <p className="kompas-label">{labels.experiment}</p>
          <p>
            <Sentences sentences={sentences} {...rest} />
          </p>
        </section>
      );
    }
    return (
      <p className={`kompas-${kind}`}>
        <Sentences sentences={sentences} {...rest} />
      </p>
    );
  };

  // Chainlit scrolls a new question to the top while the reply before it still has its buttons;
  // when those go, the question moves out of sight. So it is put in its place once more.
  const placed = new Set();
  const beginAtTheQuestion = (article) => {
    const questions = document.querySelectorAll('[data-step-type="user_message"]');
    const question = questions[questions.length - 1];
    let container = question?.parentElement;
    while (container && !/auto|scroll/.test(getComputedStyle(container).overflowY)) {
      container = container.parentElement;
    }
    if (!article || !container) return;
    const above = question.getBoundingClientRect().top - container.getBoundingClientRect().top;
    container.scrollTo({ top: container.scrollTop + above - 12, behavior: 'instant' });
  };

  // The reply as text, with its sources under it, for an e-mail or a note.
  const asText = ({ blocks, citations }) => {
    const said = ({ text, marks }) => text + (marks.length ? ` [${marks.join('][')}]` : '');
    const parts = blocks.map(({ kind, sentences }) =>
      kind === 'item'
        ? sentences.map((sentence) => `- ${said(sentence)}`).join('\n')
        : sentences.map(said).join(' ')
    );
    const sources = Object.values(citations).map(
      ({ n, title, heading, source }) => `[${n}] ${title}, ${heading}. ${source}`
    );
    return [...parts, sources.join('\n')].filter(Boolean).join('\n\n');
  };

  const Copy = ({ view }) => {
    const [copied, setCopied] = useState(false);
    // Browsers offer the clipboard on this machine and over https only.
    if (!navigator.clipboard) return null;
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(asText(view));
        setCopied(true);
        setTimeout(() => setCopied(false), 2000);
      } catch {
        /* not allowed: the text is still there to select */
      }
    };
    return (
      <button type="button" className="kompas-copy" onClick={copy}>
        <span role="status">{copied ? view.labels.copied : view.labels.copy}</span>
      </button>
    );
  };

  kompas.Reply = function Reply({ message: id, send }) {
    const messages = useRecoilValue(messagesState);
    const setSideView = useSetRecoilState(sideViewState);
    const setConfig = useSetRecoilState(configState);
    const { loading, connected } = useChatData();
    const view = findMessage(messages, id)?.metadata?.kompas;

    useEffect(() => {
      kompas.live += 1;
      // Without its configuration Chainlit asks for it again, now in the other language.
      const change = () => setConfig(undefined);
      window.addEventListener('kompas:language', change);
      return () => {
        kompas.live -= 1;
        window.removeEventListener('kompas:language', change);
      };
    }, [setConfig]);

    const article = useRef(null);
    useEffect(() => {
      if (placed.has(id) || !article.current) return undefined;
      placed.add(id);
      const frame = requestAnimationFrame(() => beginAtTheQuestion(article.current));
      return () => cancelAnimationFrame(frame);
    }, [id, Boolean(view)]);

    const phase = view?.phase;
    useEffect(() => {
      if (!phase || phase === 'working') return undefined;
      // Chainlit measured the empty room under the reply before the reply was there.
      const frame = requestAnimationFrame(() => window.dispatchEvent(new Event('resize')));
      return () => cancelAnimationFrame(frame);
    }, [phase]);

    if (!view) return null;
    const { labels, blocks, citations, suggestions, steps } = view;
    const working = view.phase === 'working';
    const isLast = lastReply(messages)?.id === id;

    const open = (citation, chip) => {
      kompas.openedFrom = chip;
      setSideView({
        title: citation.panel,
        elements: [
          {
            id: `${id}-${citation.n}`,
            type: 'custom',
            name: 'Passage',
            display: 'side',
            props: { citation, labels }
          }
        ]
      });
    };
    const ask = (text) => {
      if (loading || !connected) return;
      send(text);
      document.getElementById('chat-input')?.focus({ preventScroll: true });
    };

    return (
      <article
        ref={article}
        className="kompas-reply"
        lang={view.language}
        aria-label={labels.reply}
        aria-busy={working}
        data-phase={view.phase}
      >
        <div aria-live="polite">
          {blocks.map((block, index) => (
            <Block
              key={index}
              block={block}
              labels={labels}
              citations={citations}
              onOpen={open}
            />
          ))}
          {view.notice ? (
            <p className="kompas-notice" role={view.phase === 'error' ? 'alert' : 'status'}>
              {view.notice}
            </p>
          ) : null}
        </div>
        {working && view.status ? (
          <p className="kompas-status" role="status">
            <span className="kompas-needle" aria-hidden="true" />
            {view.status}
          </p>
        ) : null}
        {view.retry && isLast ? (
          <button
            type="button"
            className="kompas-button"
            disabled={loading || !connected}
            onClick={() => ask(view.retry)}
          >
            {labels.retry}
          </button>
        ) : null}
        {view.putBack && isLast ? (
          <button
            type="button"
            className="kompas-button"
            onClick={() => kompas.putInBox(view.putBack)}
          >
            {labels.putBack}
          </button>
        ) : null}
        {suggestions.length && isLast && !working ? (
          <nav className="kompas-suggestions" aria-label={labels.next}>
            <p className="kompas-label">{labels.next}</p>
            {suggestions.map((text) => (
              <button
                key={text}
                type="button"
                className="kompas-button kompas-suggestion"
                disabled={loading || !connected}
                onClick={() => ask(text)}
              >
                {text}
              </button>
            ))}
          </nav>
        ) : null}
        {view.phase === 'done' && steps.length ? (
          <footer className="kompas-footer">
            <Copy view={view} />
            <details className="kompas-made">
              <summary>{labels.made}</summary>
              <ol>
                {steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </details>
          </footer>
        ) : null}
      </article>
    );
  };
}

const Reply = kompas.Reply;

export default <Reply message={props.message} send={sendUserMessage} />;
