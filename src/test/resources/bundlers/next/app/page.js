'use client';

import { useEffect } from 'react';
import { show } from '../../page/show.js';

export default function Page() {
  useEffect(show, []);
  return null;
}
