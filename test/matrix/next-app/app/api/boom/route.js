export async function GET() {
  throw new TypeError('the order is gone');
}
