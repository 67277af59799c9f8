/** The task at this share of all weights; none where all are 0. */
export function choose(weighted, share) {
  let left = share * weighted.reduce((sum, [weight]) => sum + weight, 0);
  const chosen = weighted.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return chosen?.[1];
}
