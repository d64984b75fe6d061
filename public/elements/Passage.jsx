// The passage behind a citation, at the side: one at a time, with the supporting sentence marked.
import { useEffect, useRef } from 'react';
import { useSetRecoilState } from 'recoil';

import { sideViewState } from '@chainlit/react-client';

const kompas = (window.kompas = window.kompas || { live: 0 });

if (!kompas.Passage) {
  kompas.Passage = function Passage({ citation, labels }) {
    const setSideView = useSetRecoilState(sideViewState);
    const heading = useRef(null);
    const marked = useRef(null);

    useEffect(() => {
      const openedFrom = kompas.openedFrom;
      heading.current?.focus({ preventScroll: true });
      marked.current?.scrollIntoView({ block: 'nearest' });
      const onKey = (event) => {
        if (event.key === 'Escape') setSideView(undefined);
      };
      window.addEventListener('keydown', onKey);
      return () => {
        window.removeEventListener('keydown', onKey);
        // Back to where the reader was, unless another source was opened from there.
        if (kompas.openedFrom === openedFrom && openedFrom?.isConnected) openedFrom.focus();
      };
    }, [citation, setSideView]);

    let first = true;
    const part = ({ text, mark }, index) => {
      if (!mark) return <span key={index}>{text}</span>;
      const ref = first ? marked : null;
      first = false;
      return (
        <mark key={index} ref={ref} title={labels.supports}>
          {text}
        </mark>
      );
    };

    return (
      <section className="kompas-passage" lang={citation.lang}>
        <h2 ref={heading} tabIndex={-1}>
          {citation.title}
        </h2>
        {citation.heading && citation.heading !== citation.title ? (
          <p className="kompas-heading">{citation.heading}</p>
        ) : null}
        <div className="kompas-lines">
          {citation.lines.map((line, index) => (
            <p key={index} className={line.item ? 'kompas-item' : undefined}>
              {line.parts.map(part)}
            </p>
          ))}
        </div>
        <dl>
          <dt>{labels.theme}</dt>
          <dd>{citation.theme}</dd>
          <dt>{labels.origin}</dt>
          <dd>{citation.source}</dd>
        </dl>
        {citation.review ? <p className="kompas-review">{citation.review}</p> : null}
      </section>
    );
  };
}

const Passage = kompas.Passage;

export default <Passage {...props} />;
