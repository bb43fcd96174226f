/**
 * State goes one way: an event is dispatched, the reducer makes the next state of it, the views are told. Every event
 * gets the time of the monotonic clock as `at`, so that the reducer needs no clock.
 * @template S, E
 * @param {(state: S, event: E) => S} reducer
 * @param {S} initial
 * @param {() => number} [now]
 */
export const createStore = (reducer, initial, now = () => performance.now()) => {
  let state = initial;
  const views = new Set();
  return {
    /** @returns {S} */
    get state() {
      return state;
    },
    /** @param {E} event */
    dispatch(event) {
      const next = reducer(state, { at: now(), ...event });
      if (next === state) return;
      state = next;
      views.forEach((view) => view(state));
    },
    /** @param {(state: S) => void} view is called at once and after every change */
    subscribe(view) {
      views.add(view);
      view(state);
    },
  };
};
