import { useEffect, useState } from 'react';
import { type Fault, listFaults, switchFault } from './api.ts';
import { addMissingScript } from './faults/add-missing-script.ts';
import { applyVoucher } from './faults/apply-voucher.ts';
import { loadRecommendations } from './faults/load-recommendations.ts';
import { Panel } from './panel.tsx';

const PAGE_FAULTS = [
  {
    title: 'Error',
    about: 'A TypeError in a click handler.',
    verb: 'Throw',
    run: () => applyVoucher({}),
  },
  {
    title: 'Rejection',
    about: 'A promise fails that nobody waits for.',
    verb: 'Reject',
    run: () => void loadRecommendations(),
  },
  {
    title: 'Missing script',
    about: 'A widget that fails to load.',
    verb: 'Load',
    run: addMissingScript,
  },
];

export function FaultsPanel({ onClose }: { onClose: () => void }) {
  const [faults, setFaults] = useState<Fault[]>([]);

  useEffect(() => {
    void listFaults().then(setFaults);
  }, []);

  async function flip({ name, on }: Fault): Promise<void> {
    const flipped = await switchFault(name, !on);
    setFaults((all) => all.map((fault) => (fault.name === name ? flipped : fault)));
  }

  return (
    <Panel title="Faults" onClose={onClose}>
      <p>Break something, then look for it in the viewer.</p>
      <h3>In this page</h3>
      <ul className="faults">
        {PAGE_FAULTS.map(({ title, about, verb, run }) => (
          <li key={title}>
            <span>
              <strong>{title}</strong>
              {about}
            </span>
            <button type="button" onClick={run}>
              {verb}
            </button>
          </li>
        ))}
      </ul>
      <h3>In the services</h3>
      <ul className="faults">
        {faults.map((fault) => (
          <li key={fault.name}>
            <span>
              <strong>
                {fault.title} <code>{fault.service}</code>
              </strong>
              {fault.about}
            </span>
            <button
              type="button"
              role="switch"
              aria-checked={fault.on}
              aria-label={fault.title}
              onClick={() => void flip(fault)}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
