/** On a stream: what is written there reaches the lane already, so that `tapPino` leaves its logger alone. */
export const IN_LANE: unique symbol = Symbol.for('sonde.inLane') as never;
