import './telemetry.ts';
import { createRoot } from 'react-dom/client';
import { Shop } from './shop.tsx';
import './shop.css';

createRoot(document.getElementById('root')!).render(<Shop />);
