# Copied from a browser, and written by hand.
curl 'http://shop.test/api/items?page=1&size=2' \
  -H 'accept: application/json' \
  -H 'authorization: Bearer s3cret-token' \
  --compressed

curl 'http://shop.test/api/items' -X PUT \
  -H 'content-type: application/json' \
  --data-raw $'{"name":"it\'s \u00fc","note":"a\\nb"}'
curl -u 'ann:s3cret' -d a=1 -d 'b=2 3' http://shop.test/form
curl -G --data-urlencode 'q=red shoes' http://shop.test/search
