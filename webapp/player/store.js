/**
 * State goes one way: an event is dispatched, the reducer makes the next state of it, the views are told.
 * @template S, E
 * @param {(state: S, event: E) => S} reducer
 * @param {S} initial
 */
export const createStore = (reducer, initial) => {
  let state = initial;
  const views = new Set();
  return {
    /** @returns {S} */
    get state() {
      return state;
    },
    /** @param {E} event */
    dispatch(event) {
      const next = reducer(state, event);
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
