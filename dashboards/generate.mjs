#!/usr/bin/env node
// Writes grafana/dashboards from src. A test fails when they differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { renderBoards } from './src/render-boards.ts';

const folder = new URL('grafana/dashboards/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of renderBoards()) writeFileSync(new URL(name, folder), text);
