interface Recommendations {
  products: { id: string }[];
}

/** Rejects, and nobody waits for it: the answer is not what the code believes. */
export async function loadRecommendations(): Promise<string[]> {
  const response = await fetch('/api/products');
  const answer = (await response.json()) as Recommendations;
  return pickIds(answer);
}

function pickIds({ products }: Recommendations): string[] {
  return products.map(({ id }) => id);
}
