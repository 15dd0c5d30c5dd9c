// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
import { schedule } from './schedule.mjs';

export class Belt {
  #stations = Object.create(null);
  mount(name, work) {
    this.#stations[name] = { work, runs: 0 };
    return this;
  }
  carry(name, load) {
    const station = this.#stations[name];
    station.runs++;
    return schedule((done) => runStation(station, load, done));
  }
}

async function runStation(station, load, done) {
  try {
    done(null, await station.work(load));
  } catch (error) {
    done(error);
  }
}
