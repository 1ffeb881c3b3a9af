/** In plain words: where the key is made, and how it is ended. */
export interface BrokerGuide {
  make: string;
  end: string;
}

const GUIDES: Readonly<Record<string, BrokerGuide>> = {
  coinbase: {
    make: 'In the Coinbase Developer Platform, create a secret API key with the permission “View” and no other. Copy its name and its private key here.',
    end: 'To end it at Coinbase too, delete the key in the Developer Platform, or the permission under Settings → Privacy → Third-party apps.',
  },
  binance: {
    make: 'In API Management, create a key with “Enable Reading” alone. Restrict it to the address of this server if you can.',
    end: 'To end it at Binance too, delete the key in API Management.',
  },
  kraken: {
    make: 'In Settings → API, create a key that may query funds, closed orders and trades, and nothing else. Spot trades are read.',
    end: 'To end it at Kraken too, delete the key in Settings → API.',
  },
  bybit: {
    make: 'In API Management, create a read-only key. Spot trades of the last two years are read; import a file for older ones.',
    end: 'To end it at Bybit too, delete the key in API Management.',
  },
  okx: {
    make: 'In API, create a key with the permission “Read” and no other. Spot trades of the last three months are read; import a file for older ones.',
    end: 'To end it at OKX too, delete the key in its API settings.',
  },
  kucoin: {
    make: 'In API Management, create a key with “General” and nothing else. Spot trades of the last year are read; import a file for older ones.',
    end: 'To end it at KuCoin too, delete the key in API Management.',
  },
  bitstamp: {
    make: 'In Settings → API access, create a key that may see balances and transactions and nothing else. Spot trades are read.',
    end: 'To end it at Bitstamp too, delete the key in Settings → API access.',
  },
};

const OTHERS: BrokerGuide = {
  make: 'Create a key there that may view your trades and balances and do nothing else.',
  end: 'To end it at the broker too, delete the key in its API settings.',
};

export function guideOf(broker: string): BrokerGuide {
  return GUIDES[broker] ?? OTHERS;
}
