/* Nothing: the handle is what counts. */
